"""What is wrong with the variables that are given, beyond the form of each: missing, misspelt, not together."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from bot.core.sentences import Sentence, joined
from bot.core.settings.environment import ALIASES, Environment

_LIKENESS = 0.85  # of a misspelt name, where one is missing
_CERTAIN = 0.9  # where perhaps none is: GITHUB_TOKEN_OLD is no mistake


def missing(name: str, given: Mapping[str, str]) -> str:
    """Return the fault of a variable that must be there."""
    known = {*Environment.model_fields, *ALIASES}
    alike = difflib.get_close_matches(
        name, [other for other in given if other not in known], n=1, cutoff=_LIKENESS
    )
    fault = Sentence(
        "{name}: missing. {meaning}", name=name, meaning=Environment.model_fields[name].description
    )
    if not alike:
        return fault
    return joined([fault, Sentence("{given} is set: did you mean {name}?", given=alike[0], name=name)])


def github(given: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the variables that name who acts on the repository: a token, or an App and its key."""
    app = [name in given for name in ("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY")]
    if "GITHUB_TOKEN" in given:
        both = "GITHUB_TOKEN and GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY: both are set; keep the one to use."
        return [both] if any(app) else []
    if not any(app):
        hint = "Or set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY."
        return [joined([missing("GITHUB_TOKEN", given), hint])]
    half = "GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY go together; set both, or GITHUB_TOKEN instead."
    return [] if all(app) else [half]


def shared_token(given: Mapping[str, str]) -> list[str]:
    """Whoever may look at figures must not be able to send."""
    senders = {pair.strip().partition(":")[2] for pair in given.get("GATEWAY_API_TOKENS", "").split(",")}
    if given.get("METRICS_TOKEN", "") not in senders - {""}:
        return []
    fault = (
        "METRICS_TOKEN: is in GATEWAY_API_TOKENS too, so that Prometheus could send messages with it; "
        "`bot config new-token` makes another."
    )
    return [fault]


def misspelt(written: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """Return a fault for each variable of a `.env` that looks like one of ours which is not among those `known`."""
    ours = {*Environment.model_fields, *ALIASES}
    missing = [name for name in ours if not known.get(name, "").strip()]
    found = ((name, difflib.get_close_matches(name, missing, n=1, cutoff=_CERTAIN)) for name in written)
    return [
        Sentence("{name}: is not a variable of the bot. Did you mean {nearest}?", name=name, nearest=near[0])
        for name, near in found
        if near and name not in ours
    ]
