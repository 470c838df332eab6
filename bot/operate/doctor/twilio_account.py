"""Checks of the Twilio account: whether it lets us in, what kind it is, its money, and its other credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from bot.adapters.twilio import access, billing, triggers
from bot.adapters.twilio.access import Access
from bot.adapters.twilio.api_keys import ApiKeys
from bot.adapters.twilio.auth_tokens import AuthTokens
from bot.core.errors import BotError, TemporaryError
from bot.core.sentences import Sentence
from bot.operate.doctor import twilio_asks as asks
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

CONSOLE = "https://console.twilio.com"
# What the jobs cannot do without, and what they do besides; twilio.com/docs/iam/api-keys/restricted-api-keys.
_MUST = ("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")
_SHOULD = (
    "/twilio/messaging/messages/read",
    "/twilio/messaging/messages/update",
    "/twilio/messaging/messages/delete",
    "/twilio/monitor/alerts/list",
    "/twilio/billing/usage/list",
)
_REFUSALS: Mapping[Access, tuple[str, str]] = {
    Access.REFUSED: (
        "Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN: one of them is wrong, or they are of two accounts.",
        "Copy both from one page, Account Info in Twilio's console: not the test credentials, not an API key.",
    ),
    Access.NO_SUCH_ACCOUNT: (
        "Twilio knows no account TWILIO_ACCOUNT_SID for these credentials: they are of another one.",
        "Copy TWILIO_ACCOUNT_SID from the account that the API key is of.",
    ),
    Access.TEST: (
        "These are Twilio's test credentials: nothing that they send ever leaves.",
        "Copy the live credentials, under Account Info in Twilio's console.",
    ),
}


def credentials(facts: Facts) -> Finding:
    """Whether Twilio takes the credentials at all."""
    found = _reached(lambda: asks.entry(facts))
    if found in _REFUSALS:
        return wrong(*_REFUSALS[found])
    if facts.settings.environment.TWILIO_AUTH_TOKEN is None:
        return ok("Twilio takes the API key; there is no auth token here.")
    return ok("Twilio takes the account's SID and auth token.")


def primary_token(facts: Facts) -> Finding:
    """Whether the auth token is the one that webhooks are signed with."""
    if facts.settings.environment.TWILIO_AUTH_TOKEN is None:
        return not_needed("There is no auth token here: the relay has it, which checks signatures.")
    signs = asks.details(facts).signs
    if signs is None:
        return cannot_tell(
            "Twilio does not show which auth token signs webhooks.", "Compare it with the console."
        )
    if signs:
        return ok("The auth token is the primary one: webhooks are signed with it.")
    second = facts.settings.environment.TWILIO_AUTH_TOKEN_SECONDARY
    return wrong(
        "The auth token is not the primary one: every webhook is signed with another and refused."
        if second is None
        else "The auth token is not the primary one; signatures by TWILIO_AUTH_TOKEN_SECONDARY are taken as well.",
        "Copy the primary auth token from Account Info in Twilio's console into TWILIO_AUTH_TOKEN.",
    )


def account(facts: Facts) -> Finding:
    """Whether the account is active, and no trial."""
    if _reached(lambda: asks.entry(facts)) is Access.NOT_ACTIVE:
        return _inactive(facts)
    found = asks.details(facts)
    if found.status != "active":
        return _inactive(facts)
    if not found.trial:
        return ok("The account is active, and no trial.")
    remedy = Sentence("Upgrade it: {where}, Upgrade.", where=CONSOLE)
    if asks.sms_address(facts):
        return wrong(
            "It is a trial account: SMS reach only verified numbers in the USA, begin with Twilio's own words, and end "
            "after 30 days.",
            remedy,
        )
    return attention(
        "It is a trial account: it ends after 30 days, and cannot register a WhatsApp sender.", remedy
    )


def _inactive(facts: Facts) -> Finding:
    try:
        status = asks.details(facts).status
    except BotError:
        status = "suspended or closed"
    return wrong(
        Sentence("The account is {status}: nothing is sent, and nothing comes in.", status=status),
        "Look at the notices in Twilio's console; without funds, pay some in. It is back within ten minutes.",
    )


def balance(facts: Facts) -> Finding:
    """Whether there is money left."""
    floor = facts.settings.config.billing.balance_floor
    if floor is None:
        return not_needed("billing.balance_floor is null: the account pays by invoice.")
    with asks.seen("the balance"):
        found = facts.once(
            "twilio-balance", lambda: billing.Account(asks.asking(facts), patient=False).balance()
        )
    if found is None:
        return cannot_tell(
            "Twilio does not show the balance: to a subaccount, or to this key.", "Look at it in the console."
        )
    amount = f"{found.amount:.2f} {found.currency}"
    remedy = "Pay some in, or switch on Auto-recharge under Billing in Twilio's console."
    if found.amount <= 0:
        return wrong(Sentence("The balance is {amount}: Twilio suspends the account.", amount=amount), remedy)
    if found.amount < floor:
        return attention(
            Sentence("The balance is {amount}, below billing.balance_floor.", amount=amount), remedy
        )
    return ok(Sentence("The balance is {amount}.", amount=amount))


def api_key(facts: Facts) -> Finding:
    """Whether the API key is valid, and may do what the jobs do."""
    key = facts.settings.api_key
    if key is None:
        return not_needed("No API key is used: messages are sent with the auth token.")
    found = _reached(lambda: access.access(facts.settings))
    if found is Access.REFUSED:
        return wrong(
            "Twilio refuses the API key: it was deleted, or its secret is another one.",
            "`bot rotate twilio-api-key --create` makes a new one; the auth token is not concerned.",
        )
    if found is Access.NO_SUCH_ACCOUNT:
        return wrong("The API key is of another account.", "Make one in this account.")
    if found is Access.NARROW:
        return _lacking([_MUST[1]])
    if found is not Access.OPEN:
        return cannot_tell("The API key cannot be tried.", "Look at the check of the account.")
    return _judged_by_policy(facts, key[0])


def _judged_by_policy(facts: Facts, sid: str) -> Finding:
    token = facts.settings.environment.TWILIO_AUTH_TOKEN
    if token is None:
        return ok(
            "Twilio takes the API key, and lists messages for it; what else it may do only the auth token sees."
        )
    user = facts.settings.environment.TWILIO_ACCOUNT_SID
    with asks.seen("the API keys"):
        known = ApiKeys(facts.settings, user, token.get_secret_value()).find(sid)
    if known is None or known.policy is None:
        return ok("Twilio takes the API key, which may send and list messages.")
    allowed = [str(one) for one in known.policy.get("allow", ())]
    missing = _missing(_MUST, allowed)
    if missing:
        return _lacking(missing)
    missing = _missing(_SHOULD, allowed)
    if missing:
        return attention(
            Sentence("The API key sends and lists messages, and lacks {names}.", names=", ".join(missing)),
            "Add them to the key in Twilio's console, for erasures, the error log and the bill.",
        )
    return ok("The API key is restricted, and may do all that the bot does.")


def _missing(wanted: Iterable[str], allowed: Sequence[str]) -> list[str]:
    return [one for one in wanted if not any(fnmatchcase(one, rule) for rule in allowed)]


def _lacking(names: Sequence[str]) -> Finding:
    return wrong(
        Sentence("The API key is restricted, and lacks {names}.", names=", ".join(names)),
        "Add that permission to the key in Twilio's console; without it the workflows cannot work.",
    )


def secondary_token(facts: Facts) -> Finding:
    """Whether a second auth token was left over from a rotation."""
    second = facts.settings.environment.TWILIO_AUTH_TOKEN_SECONDARY
    if second is None:
        return ok("No second auth token is configured; whether the account has one, Twilio does not show.")
    with asks.seen("the second auth token"):
        opens = AuthTokens(asks.asking(facts), second.get_secret_value()).works()
    if opens:
        return attention(
            "A second auth token still opens the account: a rotation is not finished.",
            "Run `bot rotate twilio-auth-token` again, which finishes it.",
        )
    return attention(
        "TWILIO_AUTH_TOKEN_SECONDARY is no longer valid at Twilio.", "Remove its line from .env."
    )


def usage_triggers(facts: Facts) -> Finding:
    """Whether Twilio notifies the relay when the budget is being used up."""
    if not facts.settings.config.billing.usage_triggers:
        return not_needed("billing.usage_triggers is off.")
    with asks.seen("the usage triggers"):
        asked = triggers.wanted(asks.asking(facts), patient=False)
        known = triggers.listed(asks.asking(facts))
    missing = [one for one in asked if not any(one.same(each) for each in known)]
    if missing or len(known) > len(asked):
        return wrong(
            Sentence(
                "Of {count} usage triggers {missing} are missing, and {surplus} are left of earlier settings.",
                count=len(asked),
                missing=len(missing),
                surplus=len(known) - (len(asked) - len(missing)),
            ),
            "`bot billing triggers` sets them.",
        )
    return ok(Sentence("All {count} usage triggers are set.", count=len(asked)))


def _reached(find: Callable[[], Access]) -> Access:
    """Return what Twilio makes of credentials; raises BotError where it cannot be reached."""
    try:
        return find()
    except TemporaryError as error:
        raise BotError(
            Sentence("Twilio did not answer: {why}", why=error.message),
            "See whether this computer may open connections to api.twilio.com, and https://status.twilio.com.",
        ) from None


CHECKS = (
    Check("twilio-credentials", Area.TWILIO, "Twilio's credentials", credentials),
    Check("twilio-primary-token", Area.TWILIO, "The auth token signs webhooks", primary_token),
    Check("twilio-account", Area.TWILIO, "Kind and state of the account", account),
    Check("twilio-balance", Area.TWILIO, "Balance", balance),
    Check("twilio-api-key", Area.TWILIO, "API key", api_key),
    Check("twilio-secondary-token", Area.TWILIO, "No second auth token is left over", secondary_token),
    Check("twilio-usage-triggers", Area.TWILIO, "Usage triggers", usage_triggers),
)
