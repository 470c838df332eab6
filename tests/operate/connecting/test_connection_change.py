"""A changed connection is that of relay and workflows, or of neither, whatever befalls the change."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.operate.connecting.connection_change import interrupted_since
from bot.operate.connecting.connections import TwilioConnection
from bot.operate.rotation.site import CHANGING_CONNECTION
from tests.made_up import WRONG, secret
from tests.operate.connecting.installation import SECOND_NUMBER, ConnectedOffice
from tests.operate.interruptions import killed_after
from tests.stage import Stage
from tests.wire import DiedError


@pytest.fixture
def office(stage: Stage, tmp_path: Path) -> ConnectedOffice:
    return ConnectedOffice(stage, tmp_path)


def _another(present: TwilioConnection) -> TwilioConnection:
    return replace(present, sms_number=SECOND_NUMBER, whatsapp_number="")


def test_relay_and_workflows_get_the_new_connection_together(office: ConnectedOffice) -> None:
    wanted = _another(office.present)

    assert office.change(wanted)
    assert office.agrees_on(wanted)
    assert "TWILIO_WHATSAPP_NUMBER" not in office.env.read()
    assert not [line for line in office.lines if SECOND_NUMBER in line]


def test_nothing_is_written_where_nothing_differs(office: ConnectedOffice) -> None:
    before = [one.updated_at for one in office.stage.state.secrets.everything()]

    assert not office.change(office.present)
    assert [one.updated_at for one in office.stage.state.secrets.everything()] == before


def test_a_number_that_env_has_by_its_earlier_name_is_replaced(office: ConnectedOffice) -> None:
    office.env.change({"TWILIO_PHONE_NUMBER": None, "FROM_PHONE": office.present.sms_number})
    wanted = replace(office.present, sms_number="")

    office.change(wanted)

    assert office.agrees_on(wanted)
    assert "FROM_PHONE" not in office.env.read()


def test_a_new_auth_token_takes_the_second_one_with_it(office: ConnectedOffice) -> None:
    office.env.change({"TWILIO_AUTH_TOKEN_SECONDARY": secret("second")})
    wanted = replace(office.present, auth_token=secret("another"))

    office.change(wanted)

    assert office.agrees_on(wanted)
    assert "TWILIO_AUTH_TOKEN_SECONDARY" not in office.env.read()


def test_workflows_that_send_by_a_key_are_given_no_auth_token(office: ConnectedOffice) -> None:
    office.stage.state.secrets.put("TWILIO_API_KEY", "SK:secret")
    office.stage.state.secrets.remove("TWILIO_AUTH_TOKEN")

    office.change(replace(office.present, auth_token=secret("another")))

    assert office.present.auth_token == secret("another")
    assert office.of_workflows.auth_token == ""


def test_without_the_right_to_write_secrets_nothing_changes(office: ConnectedOffice) -> None:
    before = office.present
    office.let_administer(frozenset({"metadata:read"}))

    with pytest.raises(BotError, match="lacks Secrets: read and write"):
        office.change(_another(before))

    assert office.agrees_on(before)


def test_while_the_auth_token_is_rotated_nothing_changes(office: ConnectedOffice) -> None:
    before = office.present
    office.env.change({"ROTATING_AUTH_TOKEN": "2026-11-29T12:00:00Z"})

    with pytest.raises(BotError, match="being rotated"):
        office.change(_another(before))

    assert office.agrees_on(before)


def test_while_an_api_key_is_rotated_another_account_is_refused_and_another_number_is_not(
    office: ConnectedOffice,
) -> None:
    before = office.present
    office.env.change({"ROTATING_API_KEY": "01234567"})

    with pytest.raises(BotError, match="API key of the present account is being rotated"):
        office.change(replace(before, account_sid=f"AC{'9' * 32}", auth_token=secret("another")))
    assert office.agrees_on(before)

    assert office.change(_another(before))


def test_a_variable_of_the_process_that_hides_env_is_named(
    office: ConnectedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.present
    monkeypatch.setenv("TWILIO_PHONE_NUMBER", "+15550001111")

    with pytest.raises(BotError, match="TWILIO_PHONE_NUMBER of the relay's process"):
        office.change(_another(before))

    assert office.agrees_on(before)


def test_secrets_get_their_earlier_values_where_env_cannot_be_written(office: ConnectedOffice) -> None:
    before = office.of_workflows
    wanted = _another(office.present)

    def lose_the_folder(line: str) -> None:
        if line.startswith("Writing the relay's"):
            shutil.rmtree(office.folder)

    with pytest.raises(BotError, match=r"cannot be written .* Nothing was changed") as raised:
        office.change(wanted, lose_the_folder)

    assert office.of_workflows == before
    assert SECOND_NUMBER not in str(raised.value)


def test_secrets_that_cannot_be_put_back_are_named_and_the_next_change_writes_all(
    office: ConnectedOffice,
) -> None:
    before, wanted = office.present, _another(office.present)

    def revoke_after_the_first(line: str) -> None:
        if line.startswith("Writing the secret TWILIO_WHATSAPP_NUMBER"):
            office.let_administer(frozenset({"secrets:read"}))

    with pytest.raises(BotError, match=r"earlier connection, but these secrets .* TWILIO_PHONE_NUMBER"):
        office.change(wanted, revoke_after_the_first)
    assert office.present == before
    assert office.of_workflows != before
    assert interrupted_since(office.folder)

    office.let_administer(frozenset({"secrets:write"}))
    assert office.change(before)
    assert office.agrees_on(before)


@pytest.mark.parametrize("goes_on", [True, False], ids=["with the new one", "with the earlier one"])
@pytest.mark.parametrize("changes", range(1, 6))
def test_a_change_that_is_killed_anywhere_is_finished_by_sending_the_form_again(
    office: ConnectedOffice, changes: int, *, goes_on: bool
) -> None:
    before = office.present
    wanted = replace(_another(before), auth_token=WRONG)
    with killed_after(changes), pytest.raises(DiedError):
        office.change(wanted)
    assert office.agrees_on(wanted) or interrupted_since(office.folder)

    last = wanted if goes_on else before
    office.change(last)

    assert office.agrees_on(last)


def test_a_change_that_fails_after_an_interrupted_one_puts_back_what_that_one_wrote(
    office: ConnectedOffice,
) -> None:
    before, wanted = office.present, replace(office.present, whatsapp_number="")
    with killed_after(2), pytest.raises(DiedError):  # the note, and a secret
        office.change(wanted)
    assert office.of_workflows != before

    def fail_at_the_first(line: str) -> None:
        if line.startswith("Writing the secret TWILIO_ACCOUNT_SID"):
            office.stage.sandbox.switch_on("github-bad-credentials", 1)

    with pytest.raises(BotError, match="Nothing was changed"):
        office.change(wanted, fail_at_the_first)

    assert office.agrees_on(before)


def test_a_note_that_nobody_understands_is_no_interrupted_change(office: ConnectedOffice) -> None:
    office.env.change({CHANGING_CONNECTION: "yesterday"})

    assert interrupted_since(office.folder) is None
