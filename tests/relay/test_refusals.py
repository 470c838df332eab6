"""Failed logins and other refusals: logged without flooding the log, slowed, and never in the way of who is known."""

from __future__ import annotations

import logging
import threading

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.adapters.twilio.signature import sign
from bot.relay.minutes import SLOTS, Minutes
from bot.relay.refusals import FAILURES_PER_MINUTE, Refusals
from bot.rules.wire import envelope
from tests.relay.caller import AREA, OPERATOR, STATUS, deliver, send
from tests.relay.harness import PUBLIC_URL, TOKEN, RelayHarness, wait_until

RECEIVE, FALLBACK = f"{AREA}/webhook/twilio", f"{AREA}/webhook/twilio/fallback"
WRONG = {"Authorization": f"Bearer {'w' * 30}"}
SEALED = ("/limit", "/due", "/wanted", "/credentials", "/messages/01a20ae1/outcome")
DEEP = "[" * 100_000


def guess(client: FlaskClient, times: int, **headers: str) -> list[int]:
    return [send(client, {**WRONG, **headers}).status_code for _ in range(times)]


def lines(caplog: pytest.LogCaptureFixture, name: str) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.getMessage().startswith(name)]


def test_guessing_is_logged_once_and_then_slowed(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answers = guess(client, FAILURES_PER_MINUTE + 5)

    assert answers == [401] * FAILURES_PER_MINUTE + [429] * 5
    assert 0 < int(send(client, WRONG).headers["Retry-After"]) <= 60
    logged = lines(caplog, "request-refused")
    assert len(logged) == 2
    assert "status=401" in logged[0]
    assert "status=429" in logged[1]
    assert "w" * 30 not in caplog.text


def test_what_followed_within_the_minute_is_counted_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    kept = Refusals(Minutes(0.2))
    for _ in range(7):
        kept.log("request-refused", 401, "No token.")
    wait_until(lambda: len(lines(caplog, "request-refused")) == 2)

    assert lines(caplog, "request-refused")[1].endswith("count=6")


def test_what_was_counted_is_logged_when_the_relay_stops(caplog: pytest.LogCaptureFixture) -> None:
    kept = Refusals()
    for _ in range(3):
        kept.log("request-refused", 401, "No token.")
    kept.close()
    kept.close()

    assert [line.rpartition(" ")[2] for line in lines(caplog, "request-refused")] == ['token."', "count=2"]


def test_a_valid_token_or_signature_passes_from_an_address_that_failed(
    harness: RelayHarness, client: FlaskClient
) -> None:
    assert 429 in guess(client, FAILURES_PER_MINUTE + 1)

    assert client.get(STATUS, headers=OPERATOR).status_code == 200
    assert deliver(client) == 200
    assert harness.batches.backlogs()[envelope.RECORD_MESSAGES].count == 1


def test_bad_signatures_are_slowed_too(client: FlaskClient) -> None:
    answers = [client.post(path).status_code for path in (RECEIVE, FALLBACK) * FAILURES_PER_MINUTE]

    assert answers == [403] * FAILURES_PER_MINUTE + [429] * FAILURES_PER_MINUTE


def test_each_address_counts_for_itself_as_the_proxy_names_it(client: FlaskClient) -> None:
    """The last address is the one that the proxy saw; what stands before it, the sender may have made up."""
    answers = [
        guess(client, 1, **{"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.1"})
        for number in range(FAILURES_PER_MINUTE + 1)
    ]
    assert answers[-1] == [429]
    assert guess(client, 1, **{"X-Forwarded-For": "203.0.113.1, 203.0.113.2"}) == [401]
    assert guess(client, 1, **{"X-Forwarded-For": "2001:db8::1"}) == [401]
    assert 429 in guess(client, FAILURES_PER_MINUTE + 1, **{"X-Forwarded-For": "2001:db8::ffff"})
    assert guess(client, 1, **{"X-Forwarded-For": "2001:db8:0:0:9::1"}) == [429]
    assert guess(client, 1, **{"X-Forwarded-For": "2001:db8:0:1::1"}) == [401]
    assert guess(client, 1, **{"X-Forwarded-For": "nonsense"}) == [401]


def test_who_is_no_proxy_of_this_machine_cannot_name_another_address(client: FlaskClient) -> None:
    def from_afar(number: int) -> TestResponse:
        headers = {**WRONG, "X-Forwarded-For": f"203.0.113.{number}"}
        return client.get(STATUS, headers=headers, environ_base={"REMOTE_ADDR": "198.51.100.7"})

    assert [from_afar(number).status_code for number in range(FAILURES_PER_MINUTE + 1)][-1] == 429


def test_however_many_addresses_fail_the_memory_is_bounded_and_hardly_anybody_is_taken_for_another() -> None:
    kept = Refusals()
    for _ in range(FAILURES_PER_MINUTE):
        kept.wait_after_failure("203.0.113.1")
    waits = [kept.wait_after_failure(str(number)) for number in range(2 * SLOTS)]

    assert waits == [0] * len(waits)
    assert 0 < kept.wait_after_failure("203.0.113.1") <= 60


def test_strangers_who_fill_the_memory_for_counts_cause_one_line_and_one_timer_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = Refusals()
    for number in range(2 * SLOTS):
        kept.wait_after_failure(str(number))
    before = threading.active_count()
    for _ in range(50):
        kept.log("request-refused", 401, "No token.")

    assert len(lines(caplog, "request-refused")) == 1
    assert threading.active_count() == before + 1


def test_the_processes_of_a_machine_log_and_slow_together(caplog: pytest.LogCaptureFixture) -> None:
    minutes = Minutes(0.5, shared=True)
    one, two = Refusals(minutes), Refusals(minutes)
    for kept in (one, two, two, one):
        kept.log("request-refused", 401, "No token.")
    wait_until(lambda: len(lines(caplog, "request-refused")) == 2)
    assert lines(caplog, "request-refused")[1].endswith("count=3")

    two.log("request-refused", 401, "No token.")
    two.close()
    one.close()
    assert len(lines(caplog, "request-refused")) == 3
    for number in range(FAILURES_PER_MINUTE):
        assert (one, two)[number % 2].wait_after_failure("203.0.113.1") == 0
    assert one.wait_after_failure("203.0.113.1") == two.wait_after_failure("203.0.113.1") == 1


def test_what_a_process_had_counted_when_it_was_killed_silences_nobody_for_longer_than_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    minutes = Minutes(0.2, shared=True)
    other = Refusals(minutes)
    minutes.count("request-refused 401 No token. ")
    other.log("request-refused", 401, "No token.")
    assert lines(caplog, "request-refused") == []

    def is_logged() -> bool:
        other.log("request-refused", 401, "No token.")
        return bool(lines(caplog, "request-refused"))

    wait_until(is_logged)
    other.close()


def test_a_wrong_method_or_place_leaves_a_line(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """Twilio lets one choose GET, and mistype an address: the log is where people are sent to look."""
    caplog.set_level(logging.INFO)
    assert client.get(RECEIVE).status_code == 405
    assert client.post("/api/notifications/webhook/twillio").status_code == 404

    (line,) = lines(caplog, "webhook-refused status=405")
    assert 'reason="Twilio called it by a method other than HTTP POST."' in line
    assert "Choose HTTP POST" in line
    assert len(lines(caplog, "request-refused status=404")) == 1


@pytest.mark.parametrize("route", [*SEALED, "/send-enhanced", "/providers/test"])
@pytest.mark.parametrize("body", [DEEP, "[1]", "nothing", '{"sealed"'])
def test_json_that_is_no_object_is_a_400_wherever_it_is_read(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, route: str, body: str
) -> None:
    path = f"/api/notifications{route}"
    answer = client.post(path, data=body, content_type="application/json", headers=OPERATOR)

    assert answer.status_code == 400
    assert "request-failed" not in caplog.text


def test_the_log_says_what_to_correct_and_the_answer_does_not(
    harness: RelayHarness, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert deliver(client, signed_for="http://relay.example.com") == 403
    answer = client.post(RECEIVE, data={"A": "b"}, headers={"X-Twilio-Signature": f"{'x' * 27}="})

    (first, second) = lines(caplog, "webhook-refused")
    assert "It fits TWILIO_AUTH_TOKEN at http://relay.example.com," in first
    assert "remedy" not in second  # once a second is enough
    assert "example.com" not in answer.text
    assert TOKEN not in caplog.text


def test_what_is_signed_for_another_account_is_named(
    harness: RelayHarness, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    form = {"AccountSid": "AC" + "9" * 32}
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + RECEIVE, form, TOKEN)}
    assert client.post(RECEIVE, data=form, headers=headers).status_code == 403

    assert "TWILIO_ACCOUNT_SID" in caplog.text
    assert client.get(STATUS).json["status"] == "degraded"  # type: ignore[index]
