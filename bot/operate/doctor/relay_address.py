"""Checks of the relay's public address: whether Twilio reaches this relay there, and nothing on the way is wrong."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from bot.adapters import public_address, relay_client
from bot.adapters.public_address import NoAnswer, PublicAnswer
from bot.core import clock
from bot.core.sentences import Sentence
from bot.operate.doctor.checks import (
    Area,
    Check,
    Finding,
    attention,
    cannot_tell,
    not_needed,
    ok,
    wrong,
)
from bot.operate.doctor.facts import Facts

AREA = "/api/notifications"
RENEWED_WITHIN = timedelta(days=14)
_HTTPS_PORT = 443
NOT_THERE = "The relay does not answer, so this cannot be seen."
START_FIRST = "Start the relay; `bot doctor --only address-answers` says what keeps it from answering."
_ELSEWHERE = "RELAY_URL leads to the relay by another address, so the public one is not asked."
_WHY_SILENT = {
    NoAnswer.NAME: ("The name of {url} leads nowhere.", "Enter the host name at your DNS provider."),
    NoAnswer.REFUSED: (
        "Nothing listens at {url}.",
        "Start the relay and the proxy in front of it, and open port 443 in the firewall.",
    ),
    NoAnswer.SILENT: (
        "Nothing answers at {url} within seconds.",
        "Open port 443 in the firewall, and check that the proxy is running.",
    ),
    NoAnswer.CERTIFICATE: (
        "The certificate of {url} is not one that others trust.",
        "Get a certificate for exactly this name, for example with Caddy or certbot.",
    ),
    NoAnswer.BROKEN: ("What listens at {url} breaks off.", "Look at the log of the proxy."),
}


def name(facts: Facts) -> Finding:
    """Whether the name of the public address leads to an address of the internet."""
    host = urlsplit(facts.settings.config.relay.public_url).hostname or ""
    if _is_elsewhere(facts):
        return not_needed(_ELSEWHERE)
    found = public_address.addresses_of(host)
    if not found:
        return wrong(
            Sentence("The name {host} leads nowhere.", host=host),
            "Enter it at your DNS provider, with the address of this server.",
        )
    if any(public_address.is_public(address) for address in found):
        return ok(Sentence("{host} leads to an address of the internet.", host=host))
    return wrong(
        Sentence("{host} leads to a private address, seen from here.", host=host),
        "Enter the server's public address at your DNS provider; behind a router, forward port 443.",
    )


def certificate(facts: Facts) -> Finding:
    """Whether the certificate is trusted, and for how long."""
    place = urlsplit(facts.settings.config.relay.public_url)
    if _is_elsewhere(facts):
        return not_needed(_ELSEWHERE)
    try:
        ends = public_address.certificate_ends(place.hostname or "", place.port or _HTTPS_PORT)
    except ssl.SSLError:
        sentence, remedy = _WHY_SILENT[NoAnswer.CERTIFICATE]
        return wrong(Sentence(sentence, url=facts.settings.config.relay.public_url), remedy)
    except OSError:
        return cannot_tell("Nothing listens there that has a certificate.")
    evidence = Sentence("The certificate is valid until {day}.", day=f"{ends:%Y-%m-%d}")
    if ends - clock.now() > RENEWED_WITHIN:
        return ok(evidence)
    return wrong(
        evidence, "It should have been renewed by now: look at the log of what renews it (Caddy, certbot)."
    )


def answers(facts: Facts) -> Finding:
    """Whether the relay answers at its public address."""
    answer = _status(facts)
    url = facts.settings.relay_url
    if _is_relay(answer):
        return ok(Sentence("The relay answers at {url}.", url=url))
    return _unlike(answer, url)


def signed(facts: Facts) -> Finding:
    """Whether a request signed as by Twilio is accepted: the same address and auth token there as here."""
    url = facts.settings.relay_url
    if not is_there(facts):
        return cannot_tell(NOT_THERE, START_FIRST)
    status = relay_client.probe(facts.settings, facts.settings.auth_tokens[0])
    if status == HTTPStatus.NO_CONTENT:
        return ok("A request signed with the auth token for the public address is accepted.")
    if status == HTTPStatus.FORBIDDEN:
        return wrong(
            "The relay refuses what is signed with TWILIO_AUTH_TOKEN for relay.public_url.",
            "The relay that answers has another auth token, account or public_url than this folder: start it here, or "
            "again, and see that no other relay is behind that address.",
        )
    return _unlike(PublicAnswer(status, {}), f"{url}{relay_client.PROBE_PATH}")


def unsigned(facts: Facts) -> Finding:
    """Whether the addresses that Twilio calls reach the relay through the proxy, which refuses what is unsigned."""
    if not is_there(facts):
        return cannot_tell(NOT_THERE, START_FIRST)
    for path in ("", "/fallback", "/status"):
        url = f"{facts.settings.relay_url}{relay_client.WEBHOOK_PATH}{path}"
        answer = public_address.ask("POST", url, {"Body": "doctor"})
        if 200 <= answer.status < 300:
            return wrong(
                Sentence("{url} takes what Twilio has not signed.", url=url),
                "Something other than this relay answers there: make the proxy forward everything under /api/ to the "
                "relay.",
            )
        if answer.status != HTTPStatus.FORBIDDEN or answer.media_type != "text/plain":
            return _unlike(answer, url)
    return ok(
        "The addresses for messages, fallback and statuses reach the relay, which refuses what is unsigned."
    )


def api(facts: Facts) -> Finding:
    """Whether systems reach the API, and only with a token."""
    if not is_there(facts):
        return cannot_tell(NOT_THERE, START_FIRST)
    url = f"{facts.settings.relay_url}{AREA}/providers"
    answer = public_address.ask("GET", url)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return ok("The API asks for a token.")
    return _unlike(answer, url)


def allowed_networks(facts: Facts) -> Finding:
    """Whether relay.allow_from could keep Twilio out."""
    count = len(facts.settings.config.relay.allow_from)
    if not count:
        return ok("Requests are taken from everywhere; Twilio's signature is what protects.")
    return attention(
        Sentence(
            "relay.allow_from names {count} networks, and Twilio publishes no fixed addresses.", count=count
        ),
        "Empty relay.allow_from, unless your own proxy is the only one that calls.",
    )


def _status(facts: Facts) -> PublicAnswer:
    url = f"{facts.settings.relay_url}{AREA}/gateway/status"
    return facts.once("relay-status", lambda: public_address.ask("GET", url))


def is_there(facts: Facts) -> bool:
    """Return whether a relay answers, rather than nobody or something else."""
    return _is_relay(_status(facts))


def _is_relay(answer: PublicAnswer) -> bool:
    return answer.content.get("status") in ("ok", "degraded")


def _is_elsewhere(facts: Facts) -> bool:
    return facts.settings.relay_url != facts.settings.config.relay.public_url


def _unlike(answer: PublicAnswer, url: str) -> Finding:
    """Return what is wrong where something other than the expected answer came."""
    if answer.why:
        sentence, remedy = _WHY_SILENT[answer.why]
        return wrong(Sentence(sentence, url=url), remedy)
    if not answer.status:
        return cannot_tell(Sentence("Nothing answers at {url}.", url=url))
    if 300 <= answer.status < 400:
        return wrong(
            Sentence(
                "{url} redirects (HTTP {status}), which Twilio's signature does not survive.",
                url=url,
                status=answer.status,
            ),
            "Write the address that answers without a redirect into relay.public_url, and at Twilio.",
        )
    if answer.status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT, HTTPStatus.SERVICE_UNAVAILABLE):
        return wrong(
            Sentence(
                "The proxy answers at {url}, and does not reach the relay (HTTP {status}).",
                url=url,
                status=answer.status,
            ),
            "Start the relay, and make the proxy forward to relay.host and relay.port of config.yml.",
        )
    return wrong(
        Sentence(
            "Something other than the relay answers at {url} (HTTP {status}).", url=url, status=answer.status
        ),
        "Make the proxy forward everything under /api/ to the relay, for every method.",
    )


CHECKS: Sequence[Check] = (
    Check("address-name", Area.RELAY, "Name of the public address", name),
    Check("certificate", Area.RELAY, "Certificate", certificate),
    Check("address-answers", Area.RELAY, "Public address", answers),
    Check("signature", Area.RELAY, "Signature", signed),
    Check("webhook-path", Area.RELAY, "Twilio's addresses", unsigned),
    Check("api", Area.RELAY, "The API", api),
    Check("allowed-networks", Area.RELAY, "Networks that may call", allowed_networks),
)
