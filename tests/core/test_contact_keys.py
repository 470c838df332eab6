"""People keep the contact ids they have, whatever keys come and go."""

from __future__ import annotations

from bot.core import contact_keys
from bot.core.contact_keys import new_key
from bot.rules.people.sealing import Vault
from tests.making import ANA


def test_keys_newer_than_the_ids_have_never_named_anybody() -> None:
    first, second, third = new_key(), new_key(), new_key()
    entries = contact_keys.with_newest_alone(contact_keys.with_new_key([first], second))
    entries = contact_keys.with_new_key(entries, third)

    assert Vault(entries).contact_id(ANA) == Vault([first]).contact_id(ANA)
    assert Vault(entries).former_ids(ANA) == []


def test_keys_older_than_the_one_of_the_ids_may_have_named_somebody() -> None:
    older, newer = new_key(), new_key()

    assert Vault([newer, older]).former_ids(ANA) == [Vault([older]).contact_id(ANA)]
