"""The bot keeps one issue a topic, brings its text up to date, and reports each thing once."""

from __future__ import annotations

import pytest

from bot.core import calls, issues
from bot.core.issues import Issue
from bot.jobs.record.notices import Notice
from tests import wire
from tests.stage import Stage

LABEL = "operacao"


def _notice(body: str = "tudo bem", topic: str = "saldo") -> Notice:
    return Notice(topic, f"Sobre {topic}", body, [LABEL, "gateway-comunicacao"])


@pytest.fixture
def full(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Issue:
    """Two comments are as many as are written in an issue."""
    monkeypatch.setattr(issues, "ROLL_OVER", 2)
    issue = stage.tools.notices.keep(_notice())
    for key in ("um", "dois"):
        stage.tools.notices.comment_once(issue, key, f"{key}.")
    return _issue(stage)


def _issue(stage: Stage, number: int = 1) -> Issue:
    return stage.tools.repository.issue(number)


def test_a_topic_has_one_issue_however_often_it_is_kept(stage: Stage) -> None:
    first = stage.tools.notices.keep(_notice())
    again = stage.tools.notices.keep(_notice())

    assert again.number == first.number
    assert len(stage.sandbox.issues()) == 1
    assert set(stage.sandbox.issue(1)["labels"]) == {LABEL, "gateway-comunicacao"}


def test_its_text_is_brought_up_to_date_and_otherwise_left_alone(stage: Stage) -> None:
    stage.tools.notices.keep(_notice())
    before = _issue(stage)
    stage.tools.notices.keep(_notice())
    untouched = _issue(stage)
    stage.tools.notices.keep(_notice("só 3 dias"))

    assert untouched.updated_at == before.updated_at
    assert _issue(stage).body.endswith("\nsó 3 dias")


def test_topics_do_not_meet(stage: Stage) -> None:
    one = stage.tools.notices.keep(_notice(topic="saldo"))
    other = stage.tools.notices.keep(_notice(topic="chave"))

    known = stage.tools.notices.known(LABEL)

    assert {topic: issue.number for topic, issue in known.items()} == {
        "saldo": one.number,
        "chave": other.number,
    }


def test_a_list_that_lags_brings_no_second_issue(stage: Stage) -> None:
    first = stage.tools.notices.keep(_notice())
    stage.sandbox.switch_on("github-lagging-label-lists")

    assert stage.tools.notices.keep(_notice()).number == first.number


def test_a_closed_issue_is_kept_too_and_stays_closed(stage: Stage) -> None:
    issue = stage.tools.notices.keep(_notice())
    stage.sandbox.close(issue.number)

    kept = stage.tools.notices.keep(_notice("anders"))

    assert kept.number == issue.number
    assert not _issue(stage).is_open


def test_each_thing_is_reported_once(stage: Stage) -> None:
    issue = stage.tools.notices.keep(_notice())

    stage.tools.notices.comment_once(issue, "80%", "80 % do orçamento.")
    stage.tools.notices.comment_once(issue, "80%", "80 % do orçamento.")
    stage.tools.notices.comment_once(issue, "100%", "Acabou o orçamento.")

    assert list(stage.tools.notices.comments(issue)) == ["80%", "100%"]
    assert len(stage.sandbox.issue(1)["comments"]) == 2


@pytest.mark.parametrize("author", ["marina", "estranha"])
def test_what_others_wrote_counts_for_nothing(stage: Stage, author: str) -> None:
    mine = stage.tools.notices.keep(_notice())
    forged = _issue(stage).body

    stage.sandbox.comment(1, author, '<!-- auditoria360 {"v":1,"said":"80%"} -->\nDito.')
    stage.state.issues.create(author, "Sobre saldo", forged)

    stage.tools.notices.comment_once(mine, "80%", "80 % do orçamento.")

    assert len(stage.sandbox.issue(1)["comments"]) == 2
    assert stage.tools.notices.find("saldo", LABEL) == _issue(stage)


def test_a_create_whose_answer_was_lost_is_not_repeated(stage: Stage, quick: None) -> None:
    stage.sandbox.switch_on("github-lost-answer", times=1)

    stage.tools.notices.keep(_notice())

    assert len(stage.sandbox.issues()) == 1


def _many_issues(stage: Stage, count: int = 105) -> None:
    """Open more issues than one page lists."""
    for number in range(count):
        stage.state.issues.create("marina", f"Outra {number}", None)


def test_a_notice_without_its_label_is_found_however_old_and_gets_it_back(stage: Stage) -> None:
    first = stage.tools.notices.keep(_notice())
    stage.tools.repository.remove_label(first.number, LABEL)
    _many_issues(stage)
    stage.tools = stage.new_tools()

    assert stage.tools.notices.keep(_notice()).number == first.number
    assert set(stage.sandbox.issue(1)["labels"]) == {LABEL, "gateway-comunicacao"}


def test_so_is_one_of_before_the_label_was_changed_in_the_configuration(stage: Stage) -> None:
    first = stage.tools.notices.keep(_notice())
    stage.tools = stage.new_tools()
    changed = Notice("saldo", "Sobre saldo", "tudo bem", ["avisos", "gateway-comunicacao"])

    assert stage.tools.notices.keep(changed).number == first.number
    assert set(stage.tools.notices.known("avisos")) == {"saldo"}


def test_a_notice_with_a_state_is_found_too(stage: Stage) -> None:
    first = stage.tools.notices.keep(Notice("saldo", "Sobre saldo", "tudo bem", [LABEL], "50 80"))
    stage.tools.repository.remove_label(first.number, LABEL)
    found = stage.new_tools().notices.find("saldo", LABEL)

    assert found
    assert found.number == first.number


def test_looking_for_several_missing_topics_costs_one_look_through_the_repository(stage: Stage) -> None:
    _many_issues(stage)
    notices = stage.new_tools().notices
    calls.made.clear()
    for topic in ("um", "dois", "três"):
        assert notices.find(topic, LABEL) is None

    assert calls.made[calls.GITHUB] == 3 + 2  # a list by label each, and two pages


def test_of_two_opened_at_once_the_older_one_stays(stage: Stage) -> None:
    here, there = stage.new_tools().notices, stage.new_tools().notices
    assert here.find("saldo", LABEL) is there.find("saldo", LABEL) is None
    stage.sandbox.switch_on("github-lagging-label-lists")
    first = here.keep(_notice())
    second = there.keep(_notice())

    assert second.number == first.number
    assert not _issue(stage, 2).is_open
    assert "#1" in _issue(stage, 2).body
    assert stage.new_tools().notices.find("saldo", LABEL) == _issue(stage, 1)


class TestOneThatIsFull:
    """GitHub takes 2,500 comments in an issue; a notice goes on in another at 2,000."""

    def test_goes_on_in_a_new_one_that_names_it(self, stage: Stage, full: Issue) -> None:
        new = stage.tools.notices.keep(_notice("novo"), full)
        again = stage.tools.notices.keep(_notice("novo"), full)

        assert (new.number, again.number) == (2, 2)
        old, shown = _issue(stage, 1), _issue(stage, 2)
        assert "continua na #2" in old.body
        assert not old.is_open
        assert shown.is_open
        assert shown.body.endswith("\nnovo\n\nAvisos anteriores: #1")
        assert shown.labels == old.labels
        assert stage.new_tools().notices.find("saldo", LABEL) == shown

    def test_keeps_its_state(self, stage: Stage, full: Issue) -> None:
        new = stage.tools.notices.keep(Notice("saldo", "Sobre saldo", "novo", [LABEL], "50"), full)
        stage.tools.notices.remember(new, "80")

        assert stage.tools.notices.state(_issue(stage, 2)) == "80"
        assert _issue(stage, 2).body.endswith("#1")

    def test_what_was_said_in_it_lately_is_not_said_again(self, stage: Stage, full: Issue) -> None:
        notices = stage.tools.notices
        new = notices.keep(_notice(), full)
        for key in ("um", "dois", "três", "três"):
            notices.comment_once(new, key, f"{key}.")

        assert list(notices.comments(_issue(stage, 2))) == ["um", "dois", "três"]
        assert len(stage.sandbox.issue(2)["comments"]) == 1

    def test_is_ended_by_the_next_run_if_one_died_before(self, stage: Stage, full: Issue) -> None:
        with wire.dying_after(2), pytest.raises(wire.DiedError):  # opened and bound
            stage.tools.notices.keep(_notice(), full)
        assert _issue(stage, 1).is_open
        for _ in range(2):
            notices = stage.new_tools().notices
            assert notices.keep(_notice(), notices.find("saldo", LABEL)).number == 2

        assert _issue(stage, 1).body.count("continua na #2") == 1
        assert not _issue(stage, 1).is_open

    def test_goes_on_once_if_two_runs_find_it_full(self, stage: Stage, full: Issue) -> None:
        here, there = stage.new_tools().notices, stage.new_tools().notices
        assert here.keep(_notice(), full).number == there.keep(_notice(), full).number == 2
        assert not _issue(stage, 3).is_open

    def test_its_end_is_followed_by_another(self, stage: Stage, full: Issue) -> None:
        second = stage.tools.notices.keep(_notice(), full)
        for key in "abc":
            stage.tools.notices.comment_once(second, key, key)
        third = stage.new_tools().notices.keep(_notice(), _issue(stage, 2))

        assert third.number == 3
        assert _issue(stage, 3).body.endswith("Avisos anteriores: #2")

    def test_one_that_github_finds_full_before_us_goes_on_too(self, stage: Stage) -> None:
        notices = stage.tools.notices
        issue = notices.keep(_notice())
        notices.comment_once(issue, "um", "Um.")
        stage.state.issues.max_comments = 1
        notices.comment_once(issue, "dois", "Dois.")
        stage.state.issues.max_comments = 2_500
        notices.comment_once(issue, "três", "Três.")

        assert list(notices.comments(_issue(stage, 2))) == ["um", "dois", "três"]
        assert "continua na #2" in _issue(stage, 1).body
        assert stage.new_tools().notices.keep(_notice()).number == 2
