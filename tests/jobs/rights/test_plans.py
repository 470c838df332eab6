"""A plan of an erasure is read back as written, and hides whom it is about."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

import pytest

from bot.core.contact_keys import new_key
from bot.core.errors import SealError
from bot.jobs.record import ledger
from bot.jobs.rights import plans
from bot.jobs.rights.plans import ErasurePlan, PlannedConversation
from bot.rules.people.sealing import Vault
from tests.making import NOON, VAULT

PLAN = ErasurePlan(
    at=NOON,
    by="marina",
    sid=None,
    person="+5511987654321",
    sender="+15551234567",
    issues=(PlannedConversation(7, "whatsapp:+551187654321", "whatsapp:+14155238886"),),
    last_comment=4_300_000_001,
    messages=3,
    comments=2,
    files=1,
)


def test_a_plan_is_read_back_with_the_key_only() -> None:
    token = plans.seal(PLAN, VAULT)

    assert plans.unseal(token, VAULT) == PLAN
    with pytest.raises(SealError):
        plans.unseal(token, Vault([new_key()]))


def test_a_plan_of_an_earlier_version_is_read() -> None:
    written = json.loads(zlib.decompress(VAULT.open(plans.seal(PLAN, VAULT))))
    for issue in written["issues"]:
        del issue["also"]

    assert plans.unseal(VAULT.seal(zlib.compress(json.dumps(written).encode())), VAULT) == PLAN


def test_a_plan_covers_every_address_of_the_person() -> None:
    [planned] = PLAN.issues
    linked = replace(PLAN, issues=(replace(planned, also=("whatsapp:BR.555",)),))

    assert "whatsapp:BR.555" in {address.wire for address in linked.addresses}


def test_a_plan_never_shows_a_number() -> None:
    assert "4321" not in repr(PLAN)
    assert "4321" not in plans.seal(PLAN, VAULT)


def test_a_person_is_looked_for_under_every_form_of_the_number_on_both_channels() -> None:
    assert {address.wire for address in PLAN.addresses} == {
        "+5511987654321",
        "+551187654321",
        "whatsapp:+5511987654321",
        "whatsapp:+551187654321",
    }


def test_an_address_that_is_no_number_stays_on_its_channel() -> None:
    hidden = replace(PLAN, person="whatsapp:BR.1234567890", issues=())

    assert [address.wire for address in hidden.addresses] == ["whatsapp:BR.1234567890"]


def test_what_is_gone_is_recognised_and_reveals_nothing() -> None:
    word = ledger.packed(["SM1", "SM2", "SM1"])

    assert ledger.unpacked(word) == {ledger.digest("SM1"), ledger.digest("SM2")}
    assert ledger.digest("SM3") not in ledger.unpacked(word)
    assert ledger.unpacked("") == set()
