"""Use a running sandbox as people would: send texts, look at a phone, read and comment on issues, switch on faults."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import requests

from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence, lasting
from bot.rules.upkeep import periods
from bot.sandbox.emulator.addresses import Addresses
from bot.sandbox.emulator.faults import is_of_twilio

Found = TypeVar("Found")
_NO_APP = "This sandbox has no GitHub App.", "Start it with `bot sandbox --app`."
_FIRST_PAUSE_SECONDS, _LONGER, _LONGEST_PAUSE_SECONDS = 0.03, 1.25, 0.2


class SandboxClient:
    """A client of the emulated services' control routes; most methods return the service's answer, as JSON."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self._session = requests.Session()
        self._session.trust_env = False  # there is no proxy in front of this machine's own services

    def text(self, number: str, body: str, *, channel: str = "sms", **more: Any) -> dict[str, Any]:
        """Send a text from a person to us; `media` and `extra` are in the form the emulated Twilio expects."""
        content = {"from": number, "channel": channel, "body": body, **more}
        return dict(self._twilio("POST", "messages", content))

    def deliver_again(self, sid: str) -> dict[str, Any]:
        """Deliver a message's webhook once more."""
        return dict(self._twilio("POST", f"messages/{sid}/resend"))

    def phone(self, number: str) -> list[dict[str, Any]]:
        """Return what a person's phone shows, oldest first; a number that was never used shows nothing."""
        found = self._session.get(f"{self.addresses.twilio}/_sandbox/phones/{number}", timeout=10)
        return list(found.json()["messages"]) if found.ok else []

    def received(self, number: str) -> list[str]:
        """Return the texts a person received from us."""
        return [message["body"] for message in self.phone(number) if message["direction"] == "received"]

    def phones(self) -> list[dict[str, Any]]:
        """Return every phone used so far, with what it shows."""
        return list(self._twilio("GET", "phones")["phones"])

    def twilio_messages(self) -> list[dict[str, Any]]:
        """Return the messages Twilio keeps, in its own format, newest first."""
        return list(self._twilio("GET", "messages")["messages"])

    def set_phone(self, number: str, **switches: bool) -> None:
        """Make a phone `unreachable`, a `landline`, `opted_out` or `verified`."""
        self._twilio("PUT", f"phones/{number}", switches)

    def new_relay_token(self) -> str:
        """Create another token for the relay, as on GitHub's settings page, and return it."""
        return str(self._github("POST", "tokens")["token"])

    def app_keys(self) -> list[str]:
        """Return the fingerprints of the App's keys."""
        with _named(*_NO_APP):
            return list(self._github("GET", "app/keys"))

    def new_app_key(self) -> str:
        """Create another private key for the App and return it."""
        with _named(*_NO_APP):
            return str(self._github("POST", "app/keys")["pem"])

    def delete_app_key(self, fingerprint: str) -> list[str]:
        """Delete one of the App's keys; return the fingerprints of the rest."""
        with _named(*_NO_APP):
            return list(self._github("DELETE", f"app/keys?{urlencode({'fingerprint': fingerprint})}"))

    def issues(self) -> list[dict[str, Any]]:
        return list(self._github("GET", "issues"))

    def issue(self, number: int) -> dict[str, Any]:
        with _named(
            Sentence("There is no issue {number}.", number=number), "`bot sandbox issues` lists them."
        ):
            return dict(self._github("GET", f"issues/{number}"))

    def comment(
        self, number: int, login: str, body: str, *, via_email: bool = False, via_app: str = ""
    ) -> dict[str, Any]:
        """Comment as that user; with `via_email`, by an answer to the notification mail, of which `body` is all.

        `via_app` is the slug of a GitHub App that writes it in the user's name.
        """
        written = {"login": login, "body": body, "via_email": via_email, "via_app": via_app}
        self.issue(number)  # a 404 of the comment could be about the user too
        with _named(
            Sentence("There is no user {login}.", login=login), "Comment as marina, tiago or estranha."
        ):
            return dict(self._github("POST", f"issues/{number}/comments", written))

    def open_issue(self, login: str, title: str, body: str) -> dict[str, Any]:
        """Open an issue as that user."""
        return dict(self._github("POST", "issues", {"login": login, "title": title, "body": body}))

    def fill_in(self, form: str, login: str, answers: Mapping[str, str], title: str = "") -> dict[str, Any]:
        """Open an issue by a form of the repository, named by its file, with an answer for each field's id."""
        content = {"login": login, "answers": dict(answers), "title": title}
        return dict(self._github("POST", f"forms/{form}", content))

    def attach(self, name: str, content_type: str, content: bytes) -> str:
        """Attach a file to a comment being written; return the Markdown that GitHub inserts."""
        encoded = base64.b64encode(content).decode()
        made = self._github(
            "POST", "attachments", {"name": name, "content_type": content_type, "base64": encoded}
        )
        return str(made["markdown"])

    def edit(self, comment: int, login: str, body: str) -> None:
        self._github("PATCH", f"comments/{comment}", {"login": login, "body": body})

    def close(self, number: int, login: str = "marina") -> None:
        self._github("POST", f"issues/{number}/close", {"login": login})

    def reopen(self, number: int, login: str = "marina") -> None:
        self._github("POST", f"issues/{number}/reopen", {"login": login})

    def lock(self, number: int, login: str = "marina", *, locked: bool = True) -> None:
        """Lock or unlock a conversation."""
        with _named(
            Sentence("There is no issue {number}.", number=number), "`bot sandbox issues` lists them."
        ):
            self._github("POST", f"issues/{number}/{'lock' if locked else 'unlock'}", {"login": login})

    def limit_comments(self, comments: int) -> None:
        """Set how many comments GitHub accepts on an issue, instead of 2,500."""
        self._github("PUT", "comment-limit", {"comments": comments})

    def runs(self) -> list[dict[str, Any]]:
        return list(self._github("GET", "runs"))

    def run(self, run: int) -> dict[str, Any]:
        """Return a run with its summary."""
        return dict(self._github("GET", f"runs/{run}"))

    def run_log(self, run: int) -> str:
        return self._session.get(f"{self.addresses.github}/_sandbox/runs/{run}/log", timeout=10).text

    def rerun(self, run: int) -> None:
        self._github("POST", f"runs/{run}/rerun")

    def schedule(self, workflow: str) -> dict[str, Any]:
        """Start a scheduled workflow, named by its file, as its schedule would; return the run."""
        file = f"{workflow.removesuffix('.yml')}.yml"
        with _named(
            Sentence("{file} is not a scheduled workflow.", file=file),
            Sentence("The scheduled workflows: {names}.", names=", ".join(periods.SCHEDULED)),
        ):
            return dict(self._github("POST", f"schedule/{file}"))

    def faults(self) -> dict[str, Any]:
        return {"twilio": self._twilio("GET", "faults"), "github": self._github("GET", "faults")}

    def switch_on(self, fault: str, times: int | None = None) -> None:
        """Switch a fault on, for a number of times or until `switch_off`."""
        with _named(
            Sentence("There is no fault {fault}.", fault=fault), "`bot sandbox fault` lists them all."
        ):
            self._at(fault)("PUT", f"faults/{fault}", {} if times is None else {"times": times})

    def switch_off(self, fault: str) -> None:
        with _named(
            Sentence("There is no fault {fault}.", fault=fault), "`bot sandbox fault` lists them all."
        ):
            self._at(fault)("DELETE", f"faults/{fault}")

    def kill_relay(self) -> None:
        """Kill the relay, as a power cut would; it stays down until `start_relay`."""
        self._press("switches/relay/kill")

    def start_relay(self) -> None:
        """Start the relay again, and wait until it is ready."""
        if self._press("switches/relay/start").status_code == requests.codes.unprocessable_entity:
            raise BotError(
                "The relay did not start.", "The end of relay.out in the sandbox's folder says why."
            )

    def _press(self, button: str) -> requests.Response:
        """Press a button of the screen."""
        with _reaching():
            return self._session.post(f"{self.addresses.screen}/{button}", timeout=60, allow_redirects=False)

    def rest(self, timeout: float = 60.0) -> None:
        """Wait until no workflow is running and Twilio has no message in flight."""
        for url in (self.addresses.github, self.addresses.twilio):
            idle = self._session.get(
                f"{url}/_sandbox/idle", params={"timeout": timeout}, timeout=timeout + 10
            )
            if not idle.json().get("idle"):
                raise BotError(
                    Sentence(
                        "The sandbox is still busy after {time}.", time=lasting(timedelta(seconds=timeout))
                    )
                )

    def until(self, look: Callable[[], Found | None], what: str, timeout: float = 60.0) -> Found:
        """Call `look` until it returns something truthy, and return that; ever more seldom, since looking costs too."""
        deadline, pause = clock.now().timestamp() + timeout, _FIRST_PAUSE_SECONDS
        while True:
            found = look()
            if found:
                return found
            if clock.now().timestamp() > deadline:
                raise BotError(
                    Sentence(
                        "Waited {time} for {what}, which did not come.",
                        time=lasting(timedelta(seconds=timeout)),
                        what=what,
                    )
                )
            clock.sleep(pause)
            pause = min(pause * _LONGER, _LONGEST_PAUSE_SECONDS)

    def _at(self, fault: str) -> Callable[..., Any]:
        return self._twilio if is_of_twilio(fault) else self._github

    def _twilio(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Any:
        return self._call(self.addresses.twilio, method, path, content)

    def _github(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Any:
        return self._call(self.addresses.github, method, path, content)

    def _call(self, url: str, method: str, path: str, content: Mapping[str, Any] | None) -> Any:
        with _reaching():
            answer = self._session.request(method, f"{url}/_sandbox/{path}", json=content, timeout=60)
        if answer.status_code == 404:
            raise _NotThereError(_reason(answer))
        if not answer.ok:
            raise BotError(_reason(answer))
        return answer.json() if answer.content else {}


class _NotThereError(BotError):
    """The sandbox has nothing by that name."""


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (requests.ConnectionError, requests.Timeout):
        raise BotError(
            "No sandbox answers there.",
            "Start one with `bot sandbox` in another terminal, and stay in this folder.",
        ) from None


@contextmanager
def _named(sentence: str, remedy: str) -> Iterator[None]:
    """Replace a 404 with the caller's own sentence and remedy."""
    try:
        yield
    except _NotThereError:
        raise BotError(sentence, remedy) from None


def _reason(answer: requests.Response) -> str:
    try:
        content = answer.json()
    except ValueError:
        return answer.text.strip()[:200]
    return str(content.get("message") or content.get("error") or content)
