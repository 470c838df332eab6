"""What is wrong with the variables that are given, beyond the form of each: missing, misspelt, not together."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from bot.core.sentences import Sentence, joined
from bot.core.settings.environment import ALIASES, Environment

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[\w.-]{1,100}")
_SLIP = "{given} is set: did you mean {name}?"
_LIKENESS = 0.85  # of a misspelt name, where one is missing
_CERTAIN = 0.9  # where perhaps none is: GITHUB_TOKEN_OLD is no mistake


def missing(name: str, given: Mapping[str, str]) -> str:
    """Return the fault of a variable that must be there."""
    fault = Sentence(
        "{name}: missing. {meaning}", name=name, meaning=Environment.model_fields[name].description
    )
    return with_slips(fault, [name], given)


def with_slips(fault: str, missing: Iterable[str], given: Mapping[str, str]) -> str:
    """Return the fault that variables are missing, and for each of them the variable that looks like a slip of it."""
    known = {*Environment.model_fields, *ALIASES}
    others = [other for other in given if other not in known]
    found = [fault]
    for name in missing:
        alike = difflib.get_close_matches(name, others, n=1, cutoff=_LIKENESS)
        found += [Sentence(_SLIP, given=other, name=name) for other in alike]
    return joined(found) if len(found) > 1 else fault


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


def repository(given: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the variables that name the repository: owner and name, or, in Actions, both in one."""
    missing = [name for name in ("GITHUB_REPO_OWNER", "GITHUB_REPO_NAME") if name not in given]
    whole = given.get("GITHUB_REPOSITORY")
    if not missing or (whole and _REPOSITORY.fullmatch(whole)):
        return []
    if whole:
        return ["GITHUB_REPOSITORY: expected owner/name. Better set GITHUB_REPO_OWNER and GITHUB_REPO_NAME."]
    pattern = "{names}: missing; set GITHUB_REPO_OWNER and GITHUB_REPO_NAME."
    return [with_slips(Sentence(pattern, names=", ".join(missing)), missing, given)]


def whole_repository(written: Mapping[str, str], known: Mapping[str, str]) -> str:
    """Return what to say of GITHUB_REPOSITORY in a `.env`, empty if it is not there: Actions sets it, for jobs."""
    if not written.get("GITHUB_REPOSITORY", "").strip():
        return ""
    if all(known.get(name, "").strip() for name in ("GITHUB_REPO_OWNER", "GITHUB_REPO_NAME")):
        return (
            "GITHUB_REPOSITORY is in .env and is not read: GITHUB_REPO_OWNER and GITHUB_REPO_NAME name the repository. "
            "Take it out."
        )
    return (
        "GITHUB_REPOSITORY is in .env: write GITHUB_REPO_OWNER and GITHUB_REPO_NAME in its place, which take "
        "precedence over it."
    )


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
