"""Of the signed addresses in a comment's page each file gets its own."""

from __future__ import annotations

from bot.adapters.media_links import address_of
from bot.rules.text.attachments import Attachment

UPLOAD = "https://github.com/user-attachments/assets/5f0c2a7e-0000-4000-8000-00000000a0b1"
SIGNED = [
    "https://private-user-images.githubusercontent.com/12/34-5f0c2a7e-0000-4000-8000-00000000a0b1.png?jwt=x"
]


def test_a_file_that_was_pasted_gets_the_address_that_github_signed_for_it() -> None:
    assert address_of(Attachment(UPLOAD, embedded=True), SIGNED) == SIGNED[0]


def test_a_file_from_elsewhere_never_becomes_another_whose_name_ends_alike() -> None:
    elsewhere = "https://exemplo.com.br/1.png"

    assert address_of(Attachment(elsewhere, embedded=True), SIGNED) == elsewhere
