"""Access to the console: who is signed in, one's own password, signing out everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.env_file import EnvFile
from bot.console.app import create_app
from bot.console.entry.sessions import Sessions
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.relay.app import create_app as create_relay
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError
from tests.console.browser import ADMINISTRATOR, HASHED, PASSWORD, Visiting
from tests.relay.harness import RelayHarness

NEW = "cinco palavras que não rimam"


@pytest.fixture
def parts(harness: RelayHarness, tmp_path: Path) -> RelayParts:
    """The parts of a relay that reads its administrators from `.env`."""
    given = {
        name: value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
        for name, value in harness.settings.environment.model_dump(exclude_none=True).items()
    }
    EnvFile(tmp_path).change(given | {"CONSOLE_ADMINISTRATORS": f"{ADMINISTRATOR}:{HASHED},rita"})
    environment, faults = config.read_environment(EnvFile(tmp_path).read(), Role.RELAY)
    assert environment, faults
    settings = harness.settings.model_copy(update={"environment": environment})
    return create_relay(settings, harness.store, harness.dispatcher, tmp_path).parts


@pytest.fixture
def by_password(visiting: Visiting) -> Visiting:
    assert visiting.post("/sign-in", name=ADMINISTRATOR, password=PASSWORD).status_code == 303
    return visiting


def another(parts: RelayParts, name: str = ADMINISTRATOR) -> Visiting:
    """Return another browser of an administrator."""
    other = Visiting(create_app(parts))
    assert other.post("/link", secret=Sessions(parts.store).make_link(name)).status_code == 303
    return other


def is_in(visiting: Visiting) -> bool:
    return visiting.get("/credentials").status_code == 200


def test_the_page_says_from_how_many_browsers_each_is_signed_in(
    by_password: Visiting, parts: RelayParts
) -> None:
    assert "em um navegador" in by_password.get("/credentials").text
    another(parts)

    page = by_password.get("/credentials").text

    assert "em 2 navegadores" in page
    assert "em nenhum navegador" in page
    assert "só link" in page


def test_a_new_password_signs_in_and_the_other_browsers_are_out(
    by_password: Visiting, parts: RelayParts
) -> None:
    other, colleague = another(parts), another(parts, "rita")

    answer = by_password.post("/credentials/password", present=PASSWORD, new=NEW, again=NEW)

    assert answer.status_code == 303
    assert is_in(by_password)
    assert is_in(colleague)
    assert not is_in(other)
    fresh = Visiting(create_app(parts))
    assert fresh.post("/sign-in", name=ADMINISTRATOR, password=PASSWORD).status_code == 403
    assert fresh.post("/sign-in", name=ADMINISTRATOR, password=NEW).status_code == 303


def test_a_store_that_fails_once_the_password_is_changed_is_said_so(
    by_password: Visiting, parts: RelayParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sessions: Sessions, _name: str) -> None:
        raise StoreError("database is locked")

    monkeypatch.setattr(Sessions, "end_all", fail)
    answer = by_password.post("/credentials/password", present=PASSWORD, new=NEW, again=NEW)

    assert answer.status_code == 502
    assert "Sua senha foi trocada, mas" in answer.text
    fresh = Visiting(create_app(parts))
    assert fresh.post("/sign-in", name=ADMINISTRATOR, password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "again", "shown"),
    [
        ("wrong", NEW, NEW, "não é a sua senha atual"),
        ("", NEW, NEW, "não é a sua senha atual"),
        (PASSWORD, "curta", "curta", "menos de 12 caracteres"),
        (PASSWORD, "x" * 257, "x" * 257, "mais de 256 caracteres"),
        (PASSWORD, NEW, f"{NEW}!", "são diferentes"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    by_password: Visiting, parts: RelayParts, present: str, new: str, again: str, shown: str
) -> None:
    answer = by_password.post("/credentials/password", present=present, new=new, again=again)

    assert answer.status_code == 422
    assert shown in answer.text
    assert new not in answer.text
    fresh = Visiting(create_app(parts))
    assert fresh.post("/sign-in", name=ADMINISTRATOR, password=PASSWORD).status_code == 303


def test_guesses_of_the_present_password_are_limited(by_password: Visiting) -> None:
    answers = [
        by_password.post("/credentials/password", present="wrong", new=NEW, again=NEW) for _ in range(6)
    ]

    assert "Tentativas demais" in answers[-1].text
    assert "Tentativas demais" not in answers[0].text


def test_who_came_by_a_link_sets_a_password_without_the_present_one(parts: RelayParts) -> None:
    rita = another(parts, "rita")

    assert rita.post("/credentials/password", new=NEW, again=NEW).status_code == 303
    # From now on this browser's session counts as one by password.
    assert rita.post("/credentials/password", new=NEW, again=NEW).status_code == 422
    fresh = Visiting(create_app(parts))
    assert fresh.post("/sign-in", name="rita", password=NEW).status_code == 303


def test_signing_out_everywhere_ends_ones_own_sessions_alone(
    by_password: Visiting, parts: RelayParts
) -> None:
    other, colleague = another(parts), another(parts, "rita")

    by_password.post("/sign-out", everywhere="1")

    assert (is_in(by_password), is_in(other), is_in(colleague)) == (False, False, True)
