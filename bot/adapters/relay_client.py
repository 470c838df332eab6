"""The relay as jobs and the terminal ask it: orders and their status, its credentials, its webhooks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import requests

from bot.adapters.relay_reports import AREA, TIMEOUT_SECONDS
from bot.adapters.twilio import signature
from bot.core import clock, connections, logs, waits
from bot.core.errors import BotError, SealError, TemporaryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.people.sealing import Vault
from bot.rules.sending.order_form import MAX_KEYS, FieldError, InvalidFieldsError
from bot.rules.wire import consent_anchors, credential_report
from bot.rules.wire.consent_anchors import Anchor, AnchorMessage
from bot.rules.wire.credential_report import CredentialQuestion, CredentialReport
from bot.rules.wire.order_status import KnownOrder, OrderReport, OrderStatus

WEBHOOK_PATH = f"{AREA}/webhook/twilio"
LONGEST_WAIT = 60.0  # seconds; the relay counts by the minute
REPORT_SECONDS = 30.0  # the relay makes a few requests to check its GitHub token
PROBE_PATH = "/api/notifications/webhook/twilio/probe"


class OverCeilingError(BotError):
    """As much was ordered as an hour or a day allows; there is room again in so many seconds."""

    def __init__(self, message: str, free_in: float) -> None:
        super().__init__(message, "Nothing was ordered.")
        self.free_in = free_in


def place_order(url: str, token: str, content: Mapping[str, Any], key: str) -> str:
    """Order a message and return its id; repeats the request if no answer came, which the key makes harmless.

    Raises InvalidFieldsError, BotError where the relay refuses, TemporaryError where it is out of reach.
    """
    uncertain = False
    for wait in waits.RELAY:
        try:
            return _place(url, token, content, key)
        except TemporaryError as error:
            uncertain = uncertain or error.uncertain
            clock.sleep(min(error.retry_after or wait, LONGEST_WAIT))
    try:
        return _place(url, token, content, key)
    except TemporaryError as error:
        error.uncertain = uncertain or error.uncertain
        raise


def _place(url: str, token: str, content: Mapping[str, Any], key: str) -> str:
    given = _ask("POST", f"{url}{AREA}/send-enhanced", token, content, {"Idempotency-Key": key})
    return str(given["data"]["id"])


def order_report(url: str, token: str, order_id: str) -> OrderReport:
    """Return the relay's report on an order; raises as `place_order` does."""
    return _report(order_id, _ask("GET", f"{url}{AREA}/messages/{order_id}", token))


def _report(order_id: str, given: Mapping[str, Any]) -> OrderReport:
    reason, code = str(given.get("reason") or ""), int(given.get("code") or 0)
    try:
        status = OrderStatus(given["status"])
    except ValueError:
        raise BotError(
            "The relay reports a status that this version of `bot` does not know.", "Update this checkout."
        ) from None
    return OrderReport(order_id, status, reason, code)


def reports_by_key(url: str, token: str, keys: Sequence[str]) -> dict[str, KnownOrder]:
    """Return what the relay knows of the orders with these keys, those of this token alone; raises as `place_order`."""
    found: dict[str, KnownOrder] = {}
    for first in range(0, len(keys), MAX_KEYS):
        some = list(keys[first : first + MAX_KEYS])
        given = _asked_patiently("POST", f"{url}{AREA}/messages/by-key", token, {"keys": some})
        found |= {
            str(one["key"]): KnownOrder(_report(str(one["id"]), one), clock.read_iso(one["updated_at"]))
            for one in given["messages"]
        }
    return found


def _asked_patiently(method: str, url: str, token: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Ask what changes nothing, and again if no answer came."""
    for wait in waits.RELAY:
        try:
            return _ask(method, url, token, content)
        except TemporaryError as error:
            clock.sleep(min(error.retry_after or wait, LONGEST_WAIT))
    return _ask(method, url, token, content)


def _ask(
    method: str,
    url: str,
    token: str,
    content: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    try:
        answer = requests.request(
            method,
            url,
            json=content,
            headers={"Authorization": f"Bearer {token}", **(headers or {})},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.ConnectionError as error:
        raise TemporaryError(
            "The relay cannot be reached.", uncertain=not connections.never_opened(error)
        ) from None
    except requests.RequestException:
        raise TemporaryError("The relay does not answer.", uncertain=True) from None
    content = _json(answer)
    if answer.ok and content:
        return content
    raise _refusal(answer, content)


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _refusal(answer: requests.Response, content: Mapping[str, Any]) -> BotError:
    status = answer.status_code
    if status in (401, 405):
        unknown = BotError("The relay does not know this token.", "Use one of its GATEWAY_API_TOKENS.")
        older = BotError(
            "The relay is older than this command.", "Update it to the version of this checkout."
        )
        return unknown if status == 401 else older
    if status == 422 and content.get("fields"):
        return InvalidFieldsError([FieldError(**fault) for fault in content["fields"]])
    if status == 429:
        seconds = answer.headers.get("Retry-After", "")
        if seconds.isdecimal() and float(seconds) > LONGEST_WAIT and content.get("error"):
            return OverCeilingError(str(content["error"]), float(seconds))
        return TemporaryError(
            "The relay asks to slow down.", retry_after=float(seconds) if seconds.isdecimal() else None
        )
    if status >= 500:
        return TemporaryError(
            Sentence("The relay is out of order (HTTP {status}).", status=status), uncertain=True
        )
    return BotError(
        Sentence("Something other than the relay answers there (HTTP {status}).", status=status),
        "Give its address with --relay, in RELAY_URL or as relay.public_url in config.yml.",
    )


def deliver_webhook(settings: Settings, form: Mapping[str, str]) -> str:
    """Deliver a message's webhook as Twilio would; return why the relay refused it, empty if it did not."""
    public = f"{settings.config.relay.public_url}{WEBHOOK_PATH}"
    signed = signature.sign(public, form, settings.auth_tokens[0])
    try:
        answer = requests.post(
            f"{settings.relay_url}{WEBHOOK_PATH}",
            data=dict(form),
            headers={"X-Twilio-Signature": signed},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        return Sentence("no answer came from {url}", url=settings.relay_url)
    return "" if answer.status_code == 200 else f"HTTP {answer.status_code}"


def probe(settings: Settings, token: str) -> int:
    """Call the relay as Twilio would, signed with the token; return the HTTP status.

    0: nobody answers. 204: the signature is accepted. 403: it is not. 404: an older relay.
    """
    form = {"AccountSid": settings.environment.TWILIO_ACCOUNT_SID, "Nonce": secrets.token_hex(16)}
    signed = signature.sign(f"{settings.config.relay.public_url}{PROBE_PATH}", form, token)
    try:
        answer = requests.post(
            f"{settings.relay_url}{PROBE_PATH}",
            data=form,
            headers={"X-Twilio-Signature": signed},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        return 0
    return answer.status_code


def ask_credentials(url: str, keys: RelayKeys, *, try_out: bool = False) -> CredentialReport | None:
    """Ask the relay about its credentials; None if it does not answer, or has another key.

    Raises TemporaryError if it is asked too often, even after the wait that it asks for.
    """
    if not url:
        return None
    try:
        answer = _ask_for_report(url, keys, try_out=try_out)
        if answer.status_code == 429:
            wait = answer.headers.get("Retry-After", "")
            clock.sleep(min(float(wait) if wait.isdecimal() else LONGEST_WAIT, LONGEST_WAIT))
            answer = _ask_for_report(url, keys, try_out=try_out)
        if answer.status_code == 429:
            raise TemporaryError("The relay is asked about its credentials too often. Try again in a minute.")
        sealed = answer.json().get("sealed") if answer.ok else None
        return credential_report.open_report(sealed, keys) if isinstance(sealed, str) else None
    except (requests.RequestException, ValueError, AttributeError, SealError) as error:
        logs.trouble("credential-report-missing", reason=type(error).__name__)
        return None


def _ask_for_report(url: str, keys: RelayKeys, *, try_out: bool) -> requests.Response:
    question = credential_report.seal_question(CredentialQuestion(clock.now(), try_out), keys)
    return requests.post(
        f"{url}{AREA}/credentials",
        json={"sealed": question},
        timeout=REPORT_SECONDS,
        allow_redirects=False,
    )


def ask_anchors(url: str, vault: Vault) -> tuple[Anchor, ...] | None:
    """Ask the relay for the anchors of all consent entries; None if it does not answer, or has another key."""
    question = consent_anchors.seal(AnchorMessage(clock.now(), asks=True), vault.relay_keys)
    try:
        answer = requests.post(
            f"{url}{AREA}/consent-anchors",
            json={"sealed": question},
            timeout=REPORT_SECONDS,
            allow_redirects=False,
        )
        sealed = answer.json().get("sealed") if answer.ok else None
        if not isinstance(sealed, str):
            return None
        return consent_anchors.open_answer(sealed, vault.relay_keys, clock.now())
    except (requests.RequestException, ValueError, AttributeError, SealError) as error:
        logs.trouble("anchors-missing", reason=type(error).__name__)
        return None


def token_status(url: str, token: str) -> int:
    """Return the HTTP status a system gets with this token: 200, 401, or 0 if nobody answers."""
    try:
        answer = requests.get(
            f"{url}/api/notifications/providers",
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        return 0
    return answer.status_code
