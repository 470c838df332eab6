"""The list of the page *Messages*: what is shown, what is asked for, and nothing personal where it may not be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.messages import listing as messages_list
from bot.core import clock
from bot.operate.messages import searching
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.console.desk import Desk
from tests.stage import Stage

SECRET = re.compile(r"987654321|recibo")


@pytest.fixture(name="desk")
def _desk(stage: Stage, tmp_path: Path) -> Iterator[Desk]:
    with Desk(stage, tmp_path) as desk:
        yield desk


def _shown(page: str) -> list[str]:
    return re.findall(r'href="/console/messages/(\w+)"', page)


def _cursor(page: str) -> str:
    return str(re.findall(r'name="cursor" value="([^"]+)"', page)[0])


def test_the_page_comes_at_once_and_asks_for_the_list_itself(desk: Desk) -> None:
    desk.texts()
    desk.stage.twilio.faults.switch_on("twilio-hang")

    page = desk.visiting.get("/messages").text

    assert 'hx-trigger="load, ' in page
    assert _shown(page) == []


def test_a_message_and_its_answer_name_their_issue_with_the_visitors_token(desk: Desk) -> None:
    event = desk.texts()
    desk.stage.record(event)
    Maintainer(desk.stage.sandbox, "marina").comment(1, "/reply Achei")
    desk.stage.reply()
    desk.give_github_token()

    page = desk.listed()

    assert len(_shown(page)) == 3
    assert page.count('/issues/1"') + page.count("/issues/1#issuecomment") == 3
    assert "recebida" in page
    assert page.count("entregue") == 2
    assert "+55 11 *****-4321" in page


def test_without_a_token_the_list_is_there_and_says_so(desk: Desk) -> None:
    event = desk.texts()
    desk.stage.record(event)

    assert event.message.sid in _shown(desk.listed())
    assert "Sem um token seu do GitHub" in desk.visiting.get("/messages").text


def test_nothing_personal_is_in_the_page(desk: Desk) -> None:
    desk.stage.record(desk.texts())
    desk.give_github_token()

    for page in (desk.listed(), desk.visiting.post("/messages").text):
        assert not SECRET.search(page)


def test_what_is_asked_for_is_what_is_listed(desk: Desk) -> None:
    sms, whatsapp = desk.texts(), desk.texts("Oi", f"whatsapp:{BIA}")
    old = desk.texts("Antiga")
    desk.age(old.message.sid, timedelta(days=3))
    desk.stage.record(sms)
    day = f"{clock.now() - timedelta(days=2):%Y-%m-%d}"
    [sent] = set(_shown(desk.listed(direction="out")))

    assert set(_shown(desk.listed(channel="whatsapp"))) == {whatsapp.message.sid}
    assert set(_shown(desk.listed(direction="in", since=day))) == {sms.message.sid, whatsapp.message.sid}
    assert set(_shown(desk.listed(until=day))) == {old.message.sid}
    assert set(_shown(desk.listed(state="delivered"))) == {sent}
    assert "Não há nenhuma mensagem assim." in desk.listed(state="failed")


@pytest.mark.parametrize("whole_key", [True, False])
@pytest.mark.parametrize("typed", [ANA, "(11) 98765-4321", "11 8765-4321"])
def test_a_contact_is_found_by_the_number_with_and_without_the_key(
    stage: Stage, tmp_path: Path, typed: str, *, whole_key: bool
) -> None:
    with Desk(stage, tmp_path, whole_key=whole_key) as desk:
        mine, other = desk.texts(), desk.texts("Oi", BIA)
        also_mine = desk.texts("Oi", f"whatsapp:{ANA}")

        found = _shown(desk.listed(contact=typed))

        assert set(found) == {mine.message.sid, also_mine.message.sid}
        assert other.message.sid not in found


def test_a_contact_is_found_by_the_id(desk: Desk) -> None:
    mine, _ = desk.texts(), desk.texts("Oi", BIA)
    contact = desk.stage.tools.vault.contact_id(mine.message.sender)

    assert _shown(desk.listed(contact=contact.upper())) == [mine.message.sid]


def test_without_the_whole_key_an_id_is_answered_with_a_sentence(stage: Stage, tmp_path: Path) -> None:
    with Desk(stage, tmp_path, whole_key=False) as desk:
        assert "só são conhecidos com a CONTACT_KEY inteira" in desk.listed(contact="a" * 16)


@pytest.mark.parametrize(
    "fields",
    [
        {"contact": "<script>alert(1)</script>"},
        {"contact": "9" * 5_000},
        {"contact": "0"},
        {"since": "ontem"},
        {"until": "9999-99-99"},
        {"since": "2026-11-29", "until": "2026-11-01"},
        {"cursor": "made up"},
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_a_sentence_in_place_of_the_list(
    desk: Desk, fields: dict[str, str]
) -> None:
    answer = desk.visiting.post("/messages/list", **fields)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text


def test_choices_that_there_are_not_are_none(desk: Desk) -> None:
    event = desk.texts()

    page = desk.listed(channel="pigeon", direction="'", state="<b>")

    assert _shown(page) == [event.message.sid]


def test_older_ones_follow_and_nothing_is_left_out_or_shown_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages_list, "MOST", 3)
    sids = [desk.texts(f"Oi {number}").message.sid for number in range(7)]

    first = desk.listed()
    desk.texts("Chegou entre as páginas")
    second = desk.listed(cursor=_cursor(first))
    third = desk.listed(cursor=_cursor(second))

    assert [_shown(page) for page in (first, second, third)] == [sids[:3:-1], sids[3:0:-1], sids[:1]]
    assert 'name="cursor"' not in third


def test_older_ones_of_a_contact_follow_and_the_number_stands_nowhere(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages_list, "MOST", 1)
    mine = [desk.texts().message.sid, desk.texts().message.sid]
    desk.texts("Oi", BIA)

    first = desk.listed(contact=ANA)
    cursor = _cursor(first)
    second = desk.listed(cursor=cursor)

    assert [_shown(first), _shown(second)] == [mine[1:], mine[:1]]
    assert not SECRET.search(first + second)
    other = desk.another("rita")
    assert 'role="alert"' in other.post("/messages/list", cursor=cursor[:-4] + "AAAA").text


def test_a_search_for_few_among_many_says_how_far_it_came_and_goes_on_from_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_PAGES", 2)
    monkeypatch.setattr(searching, "_PAGE_OF_SOME", 2)
    mine = desk.texts().message.sid
    for _ in range(5):
        desk.texts("Oi", BIA)

    first = desk.listed(contact=ANA)
    second = desk.listed(cursor=_cursor(first))

    assert _shown(first) == []
    assert "Procurado até" in first
    assert "Procurar mais para trás" in first
    assert _shown(second) == [mine]


def test_the_form_keeps_what_was_typed_and_no_address_holds_it(desk: Desk) -> None:
    desk.texts()

    answer = desk.visiting.post("/messages", contact=ANA)

    assert f'value="{ANA}"' in answer.text
    assert all(
        ANA[1:] not in address for address in re.findall(r'(?:href|action|hx-\w+)="([^"]*)"', answer.text)
    )
    assert len(_shown(answer.text)) == 1


def test_a_list_of_long_ago_names_its_issues_too(desk: Desk, moved_clock: MovedClock) -> None:
    event = desk.texts()
    desk.stage.record(event)
    moved_clock.advance(timedelta(days=4))
    desk.visiting = desk.another()
    desk.give_github_token()
    desk.stage.record(desk.texts("Oi", BIA), batch="batch-2")

    page = desk.listed(direction="in", until=f"{clock.now() - timedelta(days=2):%Y-%m-%d}")

    assert _shown(page) == [event.message.sid]
    assert "/issues/1" in page


def test_twilios_trouble_is_a_sentence_in_place_of_the_list(desk: Desk) -> None:
    desk.hold(desk.texts())
    desk.stage.twilio.faults.switch_on("twilio-down")

    page = desk.visiting.post("/messages").text

    assert "A Twilio" in page
    assert 'role="alert"' in page
    assert "Tentar de novo" in page, "what is held is there"


def test_githubs_trouble_hides_the_issues_and_nothing_else(desk: Desk) -> None:
    event = desk.texts()
    desk.stage.record(event)
    desk.give_github_token()
    desk.stage.github_faults.switch_on("github-bad-credentials")

    page = desk.listed()

    assert event.message.sid in _shown(page)
    assert "O GitHub não mostra as issues." in page


def test_who_keeps_silent_is_waited_for_no_longer_than_a_page_may_take(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = desk.texts()
    desk.stage.record(event)
    desk.give_github_token()
    monkeypatch.setattr(messages_list, "_GITHUB_SECONDS", 0.3)
    desk.stage.github_faults.switch_on("github-slow")
    began = clock.steady()

    page = desk.listed()

    assert clock.steady() - began < 5
    assert event.message.sid in _shown(page)
    assert "A resposta está demorando demais." in page


def test_a_failed_message_says_why_in_the_language_of_the_page(desk: Desk) -> None:
    desk.stage.record(desk.texts())
    desk.stage.twilio.faults.switch_on("twilio-30003")
    Maintainer(desk.stage.sandbox, "marina").comment(1, "/reply Achei")
    desk.stage.reply()

    assert "não entregue" in desk.listed(state="failed")
    assert "(30003)" in desk.listed(state="failed")
    desk.visiting.post("/language", language="en")
    assert "undelivered" in desk.listed(state="failed")


def test_a_message_that_waits_says_so_instead_of_its_issue(desk: Desk) -> None:
    event = desk.texts()
    desk.age(event.message.sid, timedelta(hours=2))
    desk.hold(event)
    desk.give_github_token()

    assert "espera no relay: O GitHub está com problemas (HTTP 503)." in desk.listed()


def test_each_way_of_asking_works_without_scripts(desk: Desk) -> None:
    event = desk.texts()

    page = desk.visiting.post("/messages").text

    assert event.message.sid in _shown(page)
    assert '<form id="filters"' in page
    assert "<noscript>" in desk.visiting.get("/messages").text


def test_a_spreadsheet_holds_what_the_filters_choose_with_masked_numbers(desk: Desk) -> None:
    event = desk.texts()
    desk.texts("Oi", BIA)
    desk.stage.record(event)
    desk.give_github_token()

    answer = desk.visiting.post("/messages/sheet", contact=ANA, direction="in")

    assert answer.headers["Content-Disposition"] == "attachment; filename=mensagens.csv"
    head, line = answer.data.decode().splitlines()
    assert head.startswith("\ufefftime;time_zone;direction;")
    assert event.message.sid in line
    assert ";1;http" in line
    assert not SECRET.search(answer.text)


def test_a_spreadsheet_that_would_lack_something_is_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages_list, "MOST_IN_SHEET", 2)
    for _ in range(3):
        desk.texts()

    answer = desk.visiting.post("/messages/sheet")

    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "Escolha um período menor" in answer.text
