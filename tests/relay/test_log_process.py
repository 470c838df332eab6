"""A relay that takes webhooks from one network alone and logs JSON, as a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

from tests.relay.fake_github import fake_github
from tests.relay.harness import wait_until
from tests.relay.process import Relay, running

SETTINGS = ", log_format: json, allow_from: [203.0.113.0/24]"


def test_a_message_through_a_proxy_is_followed_in_a_log_of_json(tmp_path: Path) -> None:
    with fake_github() as github, running(Relay(tmp_path, github.url, settings=SETTINGS)) as relay:
        relay.start()
        assert relay.deliver(1, "um segredo") == 403
        assert relay.deliver(1, "um segredo", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}) == 403
        assert relay.deliver(1, "um segredo", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9:80"}) == 200
        github.wait(1)
        wait_until(lambda: "batch-dispatched" in relay.log())
        lines = [json.loads(line) for line in relay.log().splitlines()]

    named = f"SM{1:032x}"
    about = {line["step"] for line in lines if named in (line.get("message"), line.get("messages"))}
    assert about == {"message-stored", "batch-made"}
    (refused, *_) = [line for line in lines if line["step"] == "webhook-refused"]
    assert (refused["level"], refused["status"]) == ("WARNING", 403)
    assert "relay.allow_from" in refused["reason"]
    assert "segredo" not in relay.log()
    assert "87000001" not in relay.log()
