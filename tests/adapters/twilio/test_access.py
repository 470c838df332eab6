"""What Twilio makes of the credentials is told apart by what is wrong."""

from __future__ import annotations

import pytest

from bot.adapters.twilio import access
from bot.adapters.twilio.access import Access
from bot.adapters.twilio.client import connect
from bot.adapters.twilio.failures import twilio_errors
from bot.adapters.twilio.set_up import with_auth_token
from bot.core.errors import TemporaryError
from bot.core.settings import Settings
from bot.sandbox.twilio.keys import RESTRICTED
from tests.made_up import WRONG
from tests.stage import Stage


def _given(stage: Stage, **variables: str) -> Settings:
    stage.set_variables(**variables)
    return stage.tools.settings


def test_good_credentials_open_the_account(stage: Stage) -> None:
    settings = _given(stage)

    assert access.access(settings) is Access.OPEN
    assert access.details(settings) == access.AccountDetails("active", trial=False, signs=True)


def test_a_wrong_token_is_refused(stage: Stage) -> None:
    assert access.access(_given(stage, TWILIO_AUTH_TOKEN=WRONG)) is Access.REFUSED


def test_a_key_of_another_account_finds_no_such_account(stage: Stage) -> None:
    key = stage.twilio.state.api_keys.add()
    given = {"TWILIO_API_KEY": f"{key.sid}:{key.secret}", "TWILIO_ACCOUNT_SID": f"AC{'7' * 32}"}

    assert access.access(_given(stage, **given)) is Access.NO_SUCH_ACCOUNT


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_answers_nothing_more(stage: Stage, status: str) -> None:
    stage.twilio.faults.switch_on(f"twilio-{status}")

    assert access.access(_given(stage)) is Access.NOT_ACTIVE


def test_a_suspended_account_shows_that_it_is(stage: Stage) -> None:
    stage.twilio.faults.switch_on("twilio-suspended")

    assert access.details(_given(stage)).status == "suspended"


def test_a_restricted_key_is_good_but_narrow_and_names_what_it_lacks(stage: Stage) -> None:
    key = stage.twilio.state.api_keys.add(kind=RESTRICTED, allow=["/twilio/messaging/messages/create"])
    settings = _given(stage, TWILIO_API_KEY=f"{key.sid}:{key.secret}")

    assert access.access(settings) is Access.NARROW
    with pytest.raises(TemporaryError) as refused, twilio_errors():
        connect(settings).messages.list(limit=1)
    assert refused.value.lacks == "/twilio/messaging/messages/list"


def test_a_key_does_not_hide_what_the_auth_token_sees(stage: Stage) -> None:
    key = stage.twilio.state.api_keys.add()
    settings = _given(stage, TWILIO_API_KEY=f"{key.sid}:{key.secret}")

    with pytest.raises(TemporaryError):
        access.details(settings)
    assert access.details(with_auth_token(settings)).status == "active"


def test_a_secondary_token_opens_the_api_and_signs_nothing(stage: Stage) -> None:
    stage.twilio.faults.switch_on("twilio-promoted")
    settings = _given(stage)

    assert access.access(settings) is Access.OPEN
    assert access.details(settings).signs is False
