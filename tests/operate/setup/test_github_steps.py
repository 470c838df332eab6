"""The steps at GitHub: what they change after showing what was there, that once is enough, and that all goes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.env_file import EnvFile
from bot.core.errors import BotError
from bot.core.settings import Configuration
from bot.operate.doctor.checks import Verdict
from bot.operate.setup import engine, github_secrets, github_settings
from bot.operate.setup.engine import Planned
from bot.operate.setup.installation import Answers, Installation, installed
from bot.operate.setup.journal import Journal
from bot.operate.setup.registry import STEPS as ALL_STEPS
from bot.rules.sending import conversation_form
from bot.rules.upkeep import label_looks
from bot.sandbox.world import ADMIN_MAY, NAME, OWNER, SMS_NUMBER
from tests.made_up import AUTH_TOKEN, SECOND_AUTH_TOKEN
from tests.operate.github_site import GithubSite
from tests.operate.interruptions import killed_after
from tests.stage import ACCOUNT, Stage
from tests.wire import DiedError

STEPS = (*github_secrets.STEPS, *github_settings.STEPS)
EVERY = {"mode": "every-comment", "every_comment_since": "2026-11-24T09:00:00-03:00"}


class Office:
    """An office that sets its repository up, in a folder of its own; at first nothing is there."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        self.site = GithubSite(stage, folder)
        for label in stage.state.labels.all():
            stage.state.labels.delete(label.name)
        for name in stage.state.secrets.values():
            stage.state.secrets.remove(name)
        self.answers = Answers(
            account_sid=ACCOUNT,
            auth_token=AUTH_TOKEN,
            sms_number=SMS_NUMBER,
            repository=f"{OWNER}/{NAME}",
            admin_token=self.site.admin_token,
            github_api_url=stage.environment["GITHUB_API_URL"],
        )
        self.config: dict[str, Any] = {}
        self.shown: list[tuple[str, str, str]] = []
        (folder / "contact-key.txt").write_text(f"{stage.contact_key}\n")

    @property
    def installation(self) -> Installation:
        return Installation(
            self.folder / "config.yml", self.answers, Configuration.model_validate(self.config)
        )

    def set_up(self) -> list[str]:
        """Take all steps, and return the ids of those that changed something."""
        done: list[str] = []
        self.shown = []

        def begins(planned: Planned) -> None:
            done.append(planned.step.id)
            change = planned.change
            self.shown.append((str(change.what), str(change.before), str(change.after)))

        engine.carry_out(STEPS, self.installation, begins)
        return list(dict.fromkeys(done))

    def undo(self) -> int:
        return engine.take_back(STEPS, self.installation, lambda _: None)

    def everything(self) -> tuple[object, ...]:
        state, actions = self.stage.state, self.stage.actions
        assert actions
        labels = {label.name: (label.color, label.description or "") for label in state.labels.all()}
        switches = {each.path: actions.state_of(each) for each in actions.shown()}
        return state.secrets.values(), labels, state.policies.values(), state.policy, switches


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Iterator[Office]:
    with Stage(history=tmp_path / "history") as stage:
        yield Office(stage, tmp_path / "relay")


def test_a_new_repository_gets_secrets_and_labels_once_and_all_of_it_goes_back(office: Office) -> None:
    before = office.everything()

    assert office.set_up() == ["github-secrets", "github-labels"]
    secrets = office.stage.state.secrets.values()
    assert secrets == {
        "CONTACT_KEY": office.stage.contact_key,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_PHONE_NUMBER": SMS_NUMBER,
    }
    waiting = office.stage.state.labels.get("aguardando-resposta")
    assert (waiting.color, waiting.description) == (
        "fbca04",
        "A última mensagem da pessoa ainda não foi respondida",
    )
    EnvFile(office.folder).change({"TWILIO_AUTH_TOKEN": AUTH_TOKEN, **_numbers()})
    assert office.set_up() == []
    assert office.undo() == len(secrets) + len(label_looks.wanted(Configuration()))
    assert office.everything() == before
    assert not Journal(office.folder).entries()


def _numbers() -> dict[str, str]:
    return {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_PHONE_NUMBER": SMS_NUMBER}


def test_no_secret_is_shown_or_noted(office: Office) -> None:
    office.set_up()
    noted = Journal(office.folder).path.read_text("utf-8")

    for secret in (office.stage.contact_key, AUTH_TOKEN, SMS_NUMBER, office.site.admin_token):
        assert secret not in noted
        assert secret not in str(office.shown)


def test_descriptions_are_in_the_language_that_was_answered(office: Office) -> None:
    office.answers = replace(office.answers, language="en")
    office.set_up()

    label = office.stage.state.labels.get("falha-entrega")
    assert (label.color, label.description) == ("d73a4a", "A reply could not be delivered")


def test_every_label_has_a_look_of_its_own_that_github_takes() -> None:
    for language in ("pt-BR", "en"):
        config = Configuration.model_validate({"language": {"maintainers": language}})
        found = label_looks.wanted(config)
        named = {value for name, value in config.labels.model_dump().items() if name != "contact_prefix"} | {
            config.billing.label,
            config.rotation.label,
            conversation_form.LABEL,
        }

        assert {one.name for one in found} == named
        assert len({one.colour for one in found}) == len(found)
        assert all(0 < len(one.description) <= 100 for one in found)


def test_a_label_that_somebody_coloured_stays_and_a_grey_one_gets_its_look(office: Office) -> None:
    labels = office.stage.state.labels
    labels.create("fila", "123456")
    labels.create("Opt-Out")
    office.set_up()

    assert labels.get("fila").color == "123456"
    assert labels.get("opt-out").name == "Opt-Out"
    assert labels.get("opt-out").color == "000000"
    office.undo()
    assert {label.name: label.color for label in labels.all()} == {"fila": "123456", "Opt-Out": "ededed"}


def test_a_label_that_issues_have_by_now_loses_its_look_and_stays_on_them(office: Office) -> None:
    office.set_up()
    state = office.stage.state
    state.issues.create("marina", "Conversa", "", state.labels.ids(["gateway-comunicacao"]))
    state.labels.change("fila", "fila", "abcdef", "Nosso")
    office.undo()

    assert {label.name: label.color for label in state.labels.all()} == {
        "gateway-comunicacao": "ededed",
        "fila": "abcdef",
    }
    assert "CONTACT_KEY" in state.secrets.values()  # what it sealed is in the issues


def test_another_value_than_before_is_written_and_said_to_be_final(office: Office) -> None:
    office.set_up()
    EnvFile(office.folder).change({"TWILIO_AUTH_TOKEN": AUTH_TOKEN, **_numbers()})
    office.answers = replace(office.answers, auth_token=SECOND_AUTH_TOKEN)

    assert office.set_up() == ["github-secrets"]
    assert office.stage.state.secrets.get("TWILIO_AUTH_TOKEN").value == SECOND_AUTH_TOKEN
    [(what, before, _)] = office.shown
    assert what == "The secret TWILIO_AUTH_TOKEN"
    assert "cannot be brought back" in before


def test_a_key_that_the_workflows_have_is_never_replaced(office: Office) -> None:
    office.stage.state.secrets.put("CONTACT_KEY", "another")
    office.set_up()
    assert office.stage.state.secrets.get("CONTACT_KEY").value == "another"

    office.installation.key_file.unlink()
    EnvFile(office.folder).change({"RELAY_KEY": "its-share"})
    office.set_up()
    assert office.stage.state.secrets.get("CONTACT_KEY").value == "another"


def test_the_first_key_is_shown_before_it_is_made(office: Office) -> None:
    office.installation.key_file.unlink()
    planned = list(engine.outstanding(STEPS, office.installation))

    assert "The secret CONTACT_KEY" in [str(one.change.what) for one in planned]


def test_workflows_that_send_by_an_api_key_get_no_auth_token(office: Office) -> None:
    office.stage.state.secrets.put("TWILIO_API_KEY", "SK:secret")
    office.set_up()

    assert "TWILIO_AUTH_TOKEN" not in office.stage.state.secrets.values()


@pytest.mark.parametrize(
    ("fault", "step"),
    [
        ("actions-off", "github-actions"),
        ("actions-local-only", "github-actions"),
        ("workflows-off", "github-workflows"),
        ("github-grey-labels", "github-labels"),
        ("github-secret-missing", "github-secrets"),
    ],
)
def test_what_somebody_switched_off_or_lost_is_set_right_as_the_doctor_asks(
    office: Office, fault: str, step: str
) -> None:
    office.set_up()
    office.site.instead = {"TWILIO_WHATSAPP_NUMBER": ""}
    EnvFile(office.folder).change({"TWILIO_AUTH_TOKEN": AUTH_TOKEN, **_numbers()})
    office.stage.github_faults.switch_on(fault)
    assert office.site.look(step).verdict in (Verdict.WRONG, Verdict.ATTENTION)

    assert office.set_up() == [step]
    assert office.site.look(step).verdict is Verdict.OK
    assert office.set_up() == []


def test_workflows_that_github_switched_off_are_switched_on_for_good(office: Office) -> None:
    office.set_up()
    office.stage.github_faults.switch_on("workflows-inactive")

    EnvFile(office.folder).change({"TWILIO_AUTH_TOKEN": AUTH_TOKEN, **_numbers()})
    assert office.set_up() == ["github-workflows"]
    switched = [entry for entry in Journal(office.folder).entries() if entry.step == "github-workflows"]
    assert switched == []


def test_what_actions_may_run_goes_back_as_far_as_it_was(office: Office) -> None:
    office.stage.state.policies.change(allowed_actions="local_only")
    before = office.everything()
    office.set_up()

    policy = office.stage.state.policy
    assert (policy.allowed_actions, policy.github_owned) == ("selected", True)
    office.undo()
    assert office.everything() == before


def test_the_variable_follows_the_configuration_and_goes_back(office: Office) -> None:
    policies = office.stage.state.policies
    office.config = {"replies": EVERY}
    office.set_up()
    assert policies.values() == {"EVERY_COMMENT": "true"}

    office.undo()
    assert policies.values() == {}
    policies.add_variable("EVERY_COMMENT", "true")
    office.config = {}
    office.set_up()
    assert policies.values() == {}


def test_other_repositories_may_call_only_if_that_was_answered(office: Office) -> None:
    def after(shared_with: str) -> str:
        office.answers = replace(office.answers, shared_with=shared_with)
        office.set_up()
        return office.stage.state.policies.policy.access

    assert [after(""), after("user"), after("")] == ["none", "user", "user"]
    office.undo()
    assert office.stage.state.policies.policy.access == "none"


@pytest.mark.parametrize("changes", [1, 3, 6])
def test_a_run_that_was_killed_goes_on_and_goes_back(office: Office, changes: int) -> None:
    before = office.everything()
    with pytest.raises(DiedError), killed_after(changes):
        office.set_up()
    office.set_up()

    assert len(office.stage.state.labels.all()) == len(label_looks.wanted(Configuration()))
    assert len(office.stage.state.secrets.values()) == 4
    office.undo()
    assert office.everything() == before


def test_a_token_that_may_not_is_named_with_what_it_lacks(office: Office) -> None:
    office.site.give_admin(ADMIN_MAY - {"secrets:write"})

    with pytest.raises(BotError) as refused:
        office.set_up()
    assert "ADMIN_GITHUB_TOKEN lacks a permission (secrets=read)" in refused.value.remedy


def test_nothing_is_asked_before_repository_and_token_are_known(office: Office) -> None:
    office.answers = replace(office.answers, admin_token="")
    assert office.set_up() == []

    office.answers = replace(office.answers, admin_token="x", repository="")
    assert office.set_up() == []


def test_the_doctor_s_own_installation_is_set_right_with_the_administrator_s_token(office: Office) -> None:
    office.set_up()
    office.stage.github_faults.switch_on("github-grey-labels")
    installation = installed(office.site.settings, office.folder / "config.yml")

    steps = [step for step in ALL_STEPS if step.id == "github-labels"]
    assert engine.carry_out(steps, installation, lambda _: None) == len(label_looks.wanted(Configuration()))
