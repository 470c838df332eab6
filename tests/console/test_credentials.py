"""The page of credentials: ages, rotation by the engine of `bot rotate`, tokens of systems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from werkzeug.test import TestResponse

from bot.adapters import relay_client
from bot.console.app import create_app
from bot.console.credentials import rotations
from bot.console.credentials.rotations import BY_SLUG
from bot.console.credentials.rows import rows
from bot.console.credentials.runs import RotationRuns
from bot.console.entry.sessions import Sessions
from bot.core import clock
from bot.core.settings.config import Role, load_local
from bot.operate.rotation.api_tokens import TOKENS
from bot.operate.rotation.auth_token import SECONDARY, AuthTokenRotation
from bot.relay import job_figures
from bot.relay.app import create_app as create_relay
from bot.relay.job_figures import JobFigures
from bot.relay.mounting import RelayParts
from bot.relay.store.notes import SharedNotes
from bot.rules.people.relay_keys import relay_key
from bot.rules.upkeep.credentials import AgeSource, Credential
from bot.rules.wire.due_report import CredentialAge, DueReport
from bot.sandbox.github.values import Actor
from tests.console.browser import ADMINISTRATOR, HASHED, HOME, Visiting
from tests.made_up import WRONG, secret
from tests.operate.bench import Bench
from tests.relay.harness import wait_until
from tests.stage import Stage

MINE = f"github_pat_{secret('marina')}"
NOT_A_TOKEN = f"github_pat_{secret('unknown')}"


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[Bench]:
    with Bench(stage, tmp_path) as bench:
        scopes = bench.SCOPES | {"metadata:read"}
        stage.state.add_token(MINE, Actor("marina", "fine-grained", scopes))
        yield bench


@pytest.fixture
def parts(bench: Bench) -> RelayParts:
    """The parts of a relay whose services are emulated."""
    administrators = f"{ADMINISTRATOR}:{HASHED},rita"
    # What the relay has of an administrator's is not used: only the visitor's own token is.
    bench.relay.env.change({"CONSOLE_ADMINISTRATORS": administrators, "ADMIN_GITHUB_TOKEN": None})
    settings = load_local(bench.file, Role.RELAY)
    relay = bench.relay
    return create_relay(settings, relay.store, relay.dispatcher, relay.folder).parts


def fill_in(visiting: Visiting, path: str, **fields: str) -> TestResponse:
    """Send a form whose fields may be called `token` too."""
    found = re.search(r'name="form-token" value="(\w+)"', visiting.get("/github").text)
    assert found
    return visiting.send(path, {"form-token": found[1], **fields}, Origin=HOME)


def give_token(visiting: Visiting) -> None:
    assert fill_in(visiting, "/github", token=MINE).status_code == 303


def run(visiting: Visiting, slug: str, **fields: str) -> str:
    """Rotate, and return what the page shows at the end."""
    return at_the_end(visiting, begun(visiting, slug, **fields))


def begun(visiting: Visiting, slug: str, **fields: str) -> str:
    """Begin a rotation, and return the path of its run."""
    answer = fill_in(visiting, f"/credentials/rotate/{slug}", **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("/console")[2]


def at_the_end(visiting: Visiting, path: str) -> str:
    wait_until(lambda: 'aria-busy="true"' not in visiting.get(f"{path}/lines").text, 60)
    return visiting.get(path).text


def everything_stored(parts: RelayParts) -> str:
    return str(SharedNotes(parts.store).named(""))


def test_each_credential_has_its_age_its_due_date_and_its_place(
    signed_in: Visiting, parts: RelayParts
) -> None:
    assert "ainda não se sabe" in signed_in.get("/credentials").text

    now = clock.now()
    ages = {"twilio-auth-token": 10, "github-token": 85, "contact-key": 100}
    reported = tuple(
        CredentialAge(name, now - timedelta(days=days), AgeSource.CHANGED) for name, days in ages.items()
    )
    job_figures.keep(DueReport(now, credentials=reported), SharedNotes(parts.store), now)
    page = signed_in.get("/credentials").text

    assert re.findall(r'<tr id="([\w-]+)">', page) == [
        "contact-key",
        "github-token",
        "twilio-auth-token",
        "api-tokens",
    ]
    assert re.search(r'id="contact-key".*?vencida', page, re.DOTALL)
    assert re.search(r'id="github-token".*?vence em 5 dias', page, re.DOTALL)
    assert re.search(r'id="twilio-auth-token".*?em dia', page, re.DOTALL)
    assert "GitHub: sem o seu token não se sabe" in page

    give_token(signed_in)
    page = signed_in.get("/credentials").text
    assert "sem o seu token não se sabe" not in page
    assert "gravado em" in page


def test_a_credential_is_due_soon_from_its_first_reminder_on(parts: RelayParts) -> None:
    now, settings = clock.now(), parts.live.current
    age = CredentialAge(Credential.GITHUB_TOKEN, now - timedelta(days=70), AgeSource.CHANGED)
    jobs = JobFigures(ages={Credential.GITHUB_TOKEN: age})

    def is_soon(*remind_before: int) -> bool:
        rotation = settings.config.rotation.model_copy(update={"remind_before": remind_before})
        other = settings.config.model_copy(update={"rotation": rotation})
        [row] = [
            row for row in rows(settings.model_copy(update={"config": other}), jobs, None, now) if row.due
        ]
        return row.is_soon

    assert not is_soon(14, 7, 0)
    assert is_soon(30, 14, 0)


def test_a_github_that_does_not_answer_is_not_taken_for_a_missing_token(
    signed_in: Visiting, stage: Stage
) -> None:
    give_token(signed_in)
    stage.sandbox.switch_on("github-down")

    page = signed_in.get("/credentials").text

    assert "GitHub: agora não se sabe" in page
    assert "sem o seu token não se sabe" not in page


def test_a_rotation_shows_its_plan_first_and_needs_a_token_of_the_visitors(
    signed_in: Visiting, bench: Bench
) -> None:
    before = bench.everything()
    assert "precisa de um token seu do GitHub" in signed_in.get("/credentials/rotate/twilio-auth-token").text
    assert signed_in.post("/credentials/rotate/twilio-auth-token").status_code == 422

    give_token(signed_in)
    page = signed_in.get("/credentials/rotate/twilio-auth-token").text

    assert "Criar um segundo auth token na Twilio" in page
    assert bench.everything() == before
    assert signed_in.get("/credentials/rotate/nothing").status_code == 404
    assert fill_in(signed_in, "/credentials/rotate/github-app-key", pem="x").status_code == 404


def test_the_auth_token_is_rotated_by_clicking(
    signed_in: Visiting, bench: Bench, parts: RelayParts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    give_token(signed_in)

    page = run(signed_in, "twilio-auth-token")

    assert bench.complete()
    assert "Concluído." in page
    assert "A troca terminou." in page
    assert not [
        one for one in bench.secrets() | {MINE} if one in page + everything_stored(parts) + caplog.text
    ]
    assert "console-rotation-ended kind=twilio-auth-token reason=marina" in caplog.text
    ages = job_figures.read(SharedNotes(parts.store), clock.now()).ages
    assert clock.now() - ages[Credential.TWILIO_AUTH_TOKEN].since < timedelta(minutes=1)


def test_an_interrupted_run_says_so_and_goes_on_where_it_was(
    signed_in: Visiting, bench: Bench, parts: RelayParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_token(signed_in)
    with monkeypatch.context() as broken:
        broken.setattr(AuthTokenRotation, "_promote", lambda _: 1 / 0)
        page = run(signed_in, "twilio-auth-token")
    assert "Rodar de novo" in page

    notes, now = SharedNotes(parts.store), clock.now()
    (name,) = notes.named("console:work:")
    long_ago = clock.iso(now - timedelta(minutes=5))
    notes.change(name, lambda found: {**found, "ended": False, "beat": long_ago}, now)
    page = signed_in.get(f"/credentials/run/{name.rpartition(':')[2]}").text
    assert "Interrompida" in page

    assert "o novo token existe" in (plan := signed_in.get("/credentials/rotate/twilio-auth-token").text) or (
        "não terminou" in plan
    )
    run(signed_in, "twilio-auth-token")
    assert bench.complete()


@pytest.fixture
def halted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Let rotations of the auth token wait before the promotion, until the event is set."""
    goes_on, promote = Event(), AuthTokenRotation._promote

    def waits(rotation: AuthTokenRotation) -> None:
        assert goes_on.wait(60)
        promote(rotation)

    monkeypatch.setattr(AuthTokenRotation, "_promote", waits)
    yield goes_on
    goes_on.set()


def test_a_run_is_found_again_by_whoever_left_it_and_by_every_other_administrator(
    signed_in: Visiting, bench: Bench, parts: RelayParts, halted: Event
) -> None:
    give_token(signed_in)
    path = begun(signed_in, "twilio-auth-token")
    other = Visiting(create_app(parts))
    other.post("/link", secret=Sessions(parts.store).make_link("rita"))
    wait_until(lambda: "ROTATING_AUTH_TOKEN" in bench.env)

    for visiting in (signed_in, other):
        credentials = visiting.get("/credentials").text
        assert re.search(r"Trocar o Auth Token.*em andamento.*Iniciada por marina", credentials, re.DOTALL)
        for page in (credentials, visiting.get("/credentials/rotate/twilio-auth-token").text):
            assert f'href="/console{path}"' in page
        assert "nada pode ser iniciado nem continuado" in page
        assert not re.search(r"Uma execução anterior|>Continuar<|>Iniciar<", page)
        assert "Criar um segundo auth token" in visiting.get(path).text
    assert "Outra troca está em andamento" in signed_in.get("/credentials/rotate/contact-key").text

    halted.set()
    assert "Concluído." in at_the_end(other, path)
    assert bench.complete()
    assert re.search(
        r"Trocar o Auth Token.*concluída.*Iniciada por marina", other.get("/credentials").text, re.DOTALL
    )
    assert ">Iniciar<" in signed_in.get("/credentials/rotate/twilio-auth-token").text


def test_a_second_begin_leads_to_the_run_that_goes_on(
    signed_in: Visiting, bench: Bench, parts: RelayParts, halted: Event
) -> None:
    give_token(signed_in)
    old = bench.env["CONTACT_KEY"]
    path = begun(signed_in, "twilio-auth-token")

    for slug, said in (
        ("twilio-auth-token", "nada foi iniciado uma segunda vez"),
        ("contact-key", "por isso outra troca não foi iniciada"),
    ):
        answer = fill_in(signed_in, f"/credentials/rotate/{slug}")
        where = answer.headers["Location"].partition("/console")[2]
        assert where.startswith(path)
        assert said in signed_in.get(where).text

    halted.set()
    at_the_end(signed_in, path)
    assert bench.complete()
    assert bench.env["CONTACT_KEY"] == old
    assert len(SharedNotes(parts.store).named("console:work:")) == 1


def test_of_two_who_begin_at_once_both_see_the_one_run(
    signed_in: Visiting, bench: Bench, parts: RelayParts, halted: Event
) -> None:
    give_token(signed_in)
    barrier, runs = Barrier(4), [RotationRuns(parts.store) for _ in range(4)]

    def begin(one: RotationRuns) -> str:
        barrier.wait(10)
        found = one.start(BY_SLUG["twilio-auth-token"], "marina", lambda _: halted.wait(60)) or one.running()
        return found.work if found else ""

    with ThreadPoolExecutor() as threads:
        works = set(threads.map(begin, runs))

    halted.set()
    assert len(works) == 1
    assert works != {""}
    wait_until(lambda: not runs[0].running())


def test_a_command_at_work_is_no_earlier_run_that_was_interrupted(signed_in: Visiting, bench: Bench) -> None:
    give_token(signed_in)
    with bench.site.alone("twilio-auth-token"):
        plan = signed_in.get("/credentials/rotate/twilio-auth-token").text
        refused = signed_in.post("/credentials/rotate/twilio-auth-token")

    for page in (plan, refused.text):
        assert re.search(r"bot rotate twilio-auth-token.* já está trabalhando nesta pasta", page)
        assert not re.search(r"Uma execução anterior|>Continuar<|>Iniciar<", page)
    assert refused.status_code == 422


def test_where_nothing_was_rotated_no_credential_is_called_new(
    signed_in: Visiting, bench: Bench, parts: RelayParts
) -> None:
    give_token(signed_in)
    bench.relay.env.change({SECONDARY: WRONG})

    page = run(signed_in, "twilio-auth-token")

    assert "Nada foi trocado" in page
    assert "Rodar de novo" in page
    assert "Concluído." not in page
    assert "nada foi trocado" in signed_in.get("/credentials").text
    notes, now = SharedNotes(parts.store), clock.now()
    assert Credential.TWILIO_AUTH_TOKEN not in job_figures.read(notes, now).ages

    assert "Concluído." in run(signed_in, "twilio-auth-token")
    assert Credential.TWILIO_AUTH_TOKEN in job_figures.read(notes, now).ages


def test_a_rest_that_is_left_is_not_called_done(
    signed_in: Visiting, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_token(signed_in)
    bench.stage.record(bench.stage.event("Oi"))
    run(signed_in, "contact-key")
    with monkeypatch.context() as few:
        few.setattr(rotations, "MOST_TEXTS", 0)
        page = run(signed_in, "contact-key-reseal")
    assert "Uma parte está feita" in page
    assert "Concluído." not in page

    assert "Concluído." in run(signed_in, "contact-key-reseal")


def test_a_github_token_is_pasted_and_never_shown_again(
    signed_in: Visiting, bench: Bench, parts: RelayParts
) -> None:
    page = run(signed_in, "github-token", token=NOT_A_TOKEN)
    assert "Parou aí." in page
    assert NOT_A_TOKEN not in page + everything_stored(parts)

    token = bench.relay.new_github_token()
    page = run(signed_in, "github-token", token=f" {token}\n")
    assert "Concluído." in page
    assert bench.env["GITHUB_TOKEN"] == token
    assert token not in page + everything_stored(parts)
    assert "Nenhum token foi informado" in run(signed_in, "github-token", token="")
    assert fill_in(signed_in, "/credentials/rotate/github-token", token="x" * 9_000).status_code == 422


def test_a_new_token_of_a_system_is_shown_once_and_works(
    signed_in: Visiting, bench: Bench, parts: RelayParts
) -> None:
    def made(page: str) -> str:
        found = re.search(r'id="made"[^>]*value="([\w-]+)"', page)
        assert found, page
        return found[1]

    first = made(signed_in.post("/credentials/api-tokens", action="new", name="erp").text)
    assert relay_client.token_status(bench.relay.url, first) == 200
    second = made(signed_in.post("/credentials/api-tokens", action="add", name="erp").text)
    assert {relay_client.token_status(bench.relay.url, token) for token in (first, second)} == {200}
    assert not {first, second} & set(re.findall(r"[\w-]{20,}", everything_stored(parts)))
    assert first not in signed_in.get("/credentials").text

    assert signed_in.post("/credentials/api-tokens", action="add", name="erp").status_code == 422
    signed_in.post("/credentials/api-tokens", action="finish", name="erp")
    assert relay_client.token_status(bench.relay.url, first) == 401
    signed_in.post("/credentials/api-tokens", action="revoke", name="erp")
    assert relay_client.token_status(bench.relay.url, second) == 401
    assert "erp" not in bench.env[TOKENS]


def test_the_first_api_key_is_made_where_none_is_in_use(signed_in: Visiting, bench: Bench) -> None:
    give_token(signed_in)
    assert "Nenhuma chave de API está em uso" in signed_in.get("/credentials/rotate/twilio-api-key").text
    plan = signed_in.get("/credentials/rotate/twilio-api-key?create=1").text
    assert 'name="create" value="1"' in plan

    assert "Concluído." in run(signed_in, "twilio-api-key", create="1")

    assert bench.stage.state.secrets.get("TWILIO_API_KEY").value.startswith("SK")


def test_the_contact_key_goes_through_its_three_phases(signed_in: Visiting, bench: Bench) -> None:
    give_token(signed_in)
    old = bench.env["CONTACT_KEY"]
    assert "Cifrar de novo as issues" not in signed_in.get("/credentials").text

    assert "Concluído." in run(signed_in, "contact-key")
    assert "Cifrar de novo as issues" in signed_in.get("/credentials").text
    assert "A troca anterior não terminou" in signed_in.get("/credentials/rotate/contact-key").text
    assert "Concluído." in run(signed_in, "contact-key-reseal")
    assert "Concluído." in run(signed_in, "contact-key-finish")

    new = bench.env["CONTACT_KEY"]
    assert new.split(",")[0] != old
    assert old not in new
    assert "Cifrar de novo as issues" not in signed_in.get("/credentials").text
    assert bench.stage.state.secrets.get("CONTACT_KEY").value == new


def test_a_machine_with_the_relays_share_alone_names_the_command(signed_in: Visiting, bench: Bench) -> None:
    share = relay_key(bench.env["CONTACT_KEY"].split(","))
    bench.relay.env.change({"CONTACT_KEY": None, "RELAY_KEY": share})

    page = signed_in.get("/credentials").text

    assert "Na máquina que tem a chave inteira: bot rotate contact-key" in page
    assert signed_in.get("/credentials/rotate/contact-key").status_code == 404


def test_the_key_of_an_app_is_pasted_and_the_old_one_removed(
    signed_in: Visiting, bench: Bench, parts: RelayParts
) -> None:
    bench.relay.act_by_app()
    apps = bench.stage.state.apps
    pem = apps.new_key()
    body = pem.splitlines()[1]

    page = run(signed_in, "github-app-key", pem=pem)
    assert "Concluído." in page
    assert body not in page + everything_stored(parts)
    assert "Parou aí." in run(signed_in, "github-app-key-finish")
    assert "Parou aí." in run(signed_in, "github-app-key", pem="-----BEGIN NONSENSE-----")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a,b:c", "", "x" * 500])
def test_a_hostile_name_of_a_system_does_nothing(signed_in: Visiting, bench: Bench, name: str) -> None:
    before = bench.env[TOKENS]

    answer = signed_in.post("/credentials/api-tokens", action="new", name=name)

    assert answer.status_code == 422 or name == "x" * 500
    assert "<script>alert" not in answer.text
    assert bench.env[TOKENS] == before or name == "x" * 500
    assert signed_in.post("/credentials/api-tokens", action="nonsense", name="erp").status_code == 404
