"""Files in a maintainer's comment: what is one, what text remains, and which messages they make."""

from __future__ import annotations

import pytest

from bot.core.messages import Channel
from bot.rules.text import attachments, cutting
from bot.rules.text.attachments import Attachment, ComposedText, MessagePart

ASSET = "https://github.com/user-attachments/assets/0f5f4c1e-7d5b-4ba8-9a44-3a2f6a6a0d11"
FILE = "https://github.com/user-attachments/files/123/guia.pdf"
OLD = "https://github.com/escritorio/AUDITORIA360/assets/9/0f5f4c1e-7d5b-4ba8-9a44-3a2f6a6a0d11"
KEPT = "https://github.com/escritorio/AUDITORIA360/raw/midia/abc123/MM1/0.jpg"
PAGE = "https://github.com/escritorio/AUDITORIA360/blob/midia/abc123/MM1/0.pdf"


def test_a_kept_file_is_known_by_branch_and_path() -> None:
    assert Attachment(KEPT, embedded=True).kept_at == ("midia/abc123", "MM1/0.jpg")
    assert Attachment(ASSET, embedded=True).kept_at is None
    assert Attachment("https://github.com/o/r/raw/main/segredo.txt", embedded=False).kept_at is None


@pytest.mark.parametrize(
    "path",
    [
        "../../../../x.png",
        "MM1/../0.jpg",
        "MM1//0.jpg",
        "%2e%2e/0.jpg",
        "MM1/0%2f.jpg",
        "./0.jpg",
        "MM1/0",
        "0.jpg",
    ],
)
def test_only_the_paths_of_kept_files_are_asked_of_github(path: str) -> None:
    assert Attachment(f"https://github.com/o/r/raw/midia/abc/{path}", embedded=True).kept_at is None


PICTURE, PAPER = Attachment(ASSET, embedded=True), Attachment(FILE, embedded=False)
LONG = "palavra " * 300


@pytest.mark.parametrize(
    ("channel", "text", "files", "parts"),
    [
        (Channel.SMS, "Oi", (), [MessagePart("Oi")]),
        (Channel.SMS, "Oi", (PICTURE, PAPER), [MessagePart("Oi", (0, 1))]),
        (Channel.SMS, "", (PICTURE,), [MessagePart("", (0,))]),
        (Channel.WHATSAPP, "Oi", (), [MessagePart("Oi")]),
        (Channel.WHATSAPP, "Oi", (PICTURE, PAPER), [MessagePart("Oi", (0,)), MessagePart("", (1,))]),
        (Channel.WHATSAPP, "Oi", (PAPER,), [MessagePart("Oi"), MessagePart("", (0,))]),
        (Channel.WHATSAPP, "", (PAPER,), [MessagePart("", (0,))]),
        (
            Channel.WHATSAPP,
            LONG,
            (PICTURE,),
            [*map(MessagePart, cutting.split(LONG)), MessagePart("", (0,))],
        ),
    ],
)
def test_text_and_files_are_laid_out_as_the_channel_takes_them(
    channel: Channel, text: str, files: tuple[Attachment, ...], parts: list[MessagePart]
) -> None:
    assert parts == list(attachments.message_parts(ComposedText(text, files), channel))
