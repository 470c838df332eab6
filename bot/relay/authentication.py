"""Whose webhooks are accepted: those that Twilio signed for our account, from a network that is allowed."""

from __future__ import annotations

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from bot.adapters.twilio import refused_signature, signature
from bot.adapters.twilio.refused_signature import RefusedRequest
from bot.core.settings import Settings
from bot.relay import client_address, refusals
from bot.relay.counts import Refusal
from bot.relay.door import MAX_BODY_BYTES
from bot.relay.form_request import FormRequest
from bot.relay.refusals import ExplainedRefusal
from bot.relay.signature_watch import SignatureWatch

_AUTHENTIC = "bot.authentic"  # in the environ of WSGI, which the route shares with what looked before it
_UNFITTING = "The signature does not fit the address and the auth token."
_NOT_OURS = "The request does not name our Twilio account."
_OTHER_ACCOUNT = (
    "It is signed with our auth token for another account: TWILIO_ACCOUNT_SID must be the account of the number, "
    "which may be a subaccount."
)
_NOT_ALLOWED = "The request comes from a network that relay.allow_from does not name."
_MISSING_NETWORK = (
    "Twilio has signed it, and it came from {address}. Twilio publishes no fixed addresses for webhooks: empty "
    "relay.allow_from, or add that network; if it is your proxy's address, name it in relay.trusted_proxies."
)


def is_authentic(asked: FormRequest, settings: Settings) -> bool:
    """Return whether Twilio signed a form for our account; looked at once a request."""
    known: bool | None = asked.environ.get(_AUTHENTIC)
    if known is None:
        known = asked.environ[_AUTHENTIC] = _is_authentic(asked, settings)
    return known


def _is_authentic(asked: FormRequest, settings: Settings) -> bool:
    given = _signature_of(asked)
    if not signature.has_shape(given) or asked.announced > MAX_BODY_BYTES:
        return False
    try:
        _, is_form, pairs, fields = asked.content
    except RequestEntityTooLarge:
        return False
    if not is_form or fields.get("AccountSid") != settings.environment.TWILIO_ACCOUNT_SID:
        return False
    place = settings.config.relay.public_url, asked.path, asked.query_string
    return signature.authentic(settings.auth_tokens, *place, pairs, given)


def require_allowed(asked: FormRequest, settings: Settings, signatures: SignatureWatch) -> None:
    """Refuse who calls from a network that is not allowed; what Twilio has signed shows that one is missing."""
    networks = settings.config.relay.allow_from
    if not networks:
        return
    address = refusals.client()
    if address and client_address.is_in(address, networks):
        return
    remedy = ""
    if asked.announced <= refused_signature.MAX_BODY_BYTES and is_authentic(asked, settings):
        remedy = _MISSING_NETWORK.format(address=address or "an address that no proxy names")
        signatures.refused(_NOT_ALLOWED, remedy)
    raise ExplainedRefusal(_NOT_ALLOWED, remedy, Refusal.ADDRESS)


def authenticate(asked: FormRequest, settings: Settings, signatures: SignatureWatch) -> None:
    """Accept only what Twilio signed for our account; raises an HTTPException."""
    if is_authentic(asked, settings):
        signatures.accepted()
        return
    given = _signature_of(asked)
    if not signature.has_shape(given):
        raise ExplainedRefusal("The request has no signature of Twilio's.", "", Refusal.NO_SIGNATURE)
    if asked.announced > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    body, is_form, pairs, fields = asked.content
    ours = fields.get("AccountSid") == settings.environment.TWILIO_ACCOUNT_SID
    place = settings.config.relay.public_url, asked.path, asked.query_string
    content = pairs if is_form else body
    # With our account in a form, it was the signature that did not fit.
    if (is_form and ours) or not signature.authentic(settings.auth_tokens, *place, content, given):
        raise _unfitting(asked, settings, signatures, ours=ours)
    if not is_form:
        raise BadRequest("The body is not a form, which is what Twilio sends.")
    signatures.refused(_NOT_OURS, _OTHER_ACCOUNT)
    raise ExplainedRefusal(_NOT_OURS, _OTHER_ACCOUNT, Refusal.ACCOUNT)


def _unfitting(
    asked: FormRequest, settings: Settings, signatures: SignatureWatch, *, ours: bool
) -> ExplainedRefusal:
    """Return the refusal of a signature that does not fit; the log says what to correct, the answer does not."""
    remedy = ""
    if len(asked.content.body) <= refused_signature.MAX_BODY_BYTES and signatures.may_explain():
        hosts = (asked.headers.get("X-Forwarded-Host", ""), asked.headers.get("Host", ""))
        refused = RefusedRequest(
            asked.path, asked.query_string, asked.content.pairs, _signature_of(asked), hosts
        )
        names = ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY")
        tokens = dict(zip(names, settings.auth_tokens, strict=False))
        found = refused_signature.explain(refused, settings.config.relay.public_url, tokens, ours=ours)
        remedy, ours = found.remedy, found.ours
    if ours:
        signatures.refused(_UNFITTING, remedy)
    return ExplainedRefusal(_UNFITTING, remedy, Refusal.SIGNATURE if ours else Refusal.STRANGER)


def _signature_of(asked: FormRequest) -> str:
    given: str = asked.environ.get("HTTP_X_TWILIO_SIGNATURE", "")
    return given
