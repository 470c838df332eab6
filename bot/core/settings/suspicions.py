"""What can be read and yet cannot be right: examples that were left in, and values no service would have given out.

`bot config check` refuses them. The relay and the jobs do not look: they run in sandboxes too, where such values work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.core.sentences import Sentence, joined
from bot.core.settings import mixed_up
from bot.core.settings.configuration import Configuration

_EXAMPLE_NAME = re.compile(
    r"(?i)(?:seu|sua|meu|minha|your|my)[-_].*|owner|name|usuario|username|user|repo|repository|.*[<>]|x{4,}"
)
# RFC 2606 and 6761 keep these for examples.
_EXAMPLE_HOST = re.compile(r"(?i)(?:.*\.)?example(?:\.(?:com|net|org|edu))?")
_EXAMPLE_NUMBERS = {"+15551234567", "+5511999999999", "+15005550006"}
WHATSAPP_SANDBOX = "whatsapp:+14155238886"  # twilio.com/docs/whatsapp/sandbox
# docs.github.com: About authentication to GitHub, "GitHub's token formats"; 40 digits are of before 2021.
_GITHUB_TOKEN = re.compile(r"gh[opsur]_[A-Za-z0-9_.-]{20,}|github_pat_[A-Za-z0-9_]{20,}|[0-9a-f]{40}")
_GITHUB_VARIABLES = ("GITHUB_TOKEN", "ADMIN_GITHUB_TOKEN", "ERASURE_TOKEN")


def faults(place: str, config: Configuration, given: Mapping[str, str]) -> list[str]:
    """Return what cannot be right, each as a sentence; `place` is where relay.public_url is written."""
    values = {name: value.strip() for name, value in given.items() if value.strip()}
    found = _of_github(values)
    if "TWILIO_API_URL" not in values:  # else it is a trial without Twilio
        found += _of_twilio(values)
        host = urlsplit(config.relay.public_url).hostname or ""
        if _EXAMPLE_HOST.fullmatch(host):
            pattern = "{file}: relay.public_url is an example. Write the address of your own relay."
            found.append(Sentence(pattern, file=place))
    return found


def _of_twilio(values: Mapping[str, str]) -> list[str]:
    numbers = ("TWILIO_PHONE_NUMBER", "TWILIO_WHATSAPP_NUMBER")
    return [
        Sentence("{name}: is an example. Write the number that Twilio gave you.", name=name)
        for name in numbers
        if values.get(name, "").removeprefix("whatsapp:") in _EXAMPLE_NUMBERS
    ]


def _of_github(values: Mapping[str, str]) -> list[str]:
    found: list[str] = [
        Sentence("{name}: is an example. Write your own.", name=name)
        for name in ("GITHUB_REPO_OWNER", "GITHUB_REPO_NAME")
        if _EXAMPLE_NAME.fullmatch(values.get(name, ""))
    ]
    if urlsplit(values.get("GITHUB_API_URL", "https://api.github.com")).hostname != "api.github.com":
        return found  # what other servers give out has other forms
    for name in _GITHUB_VARIABLES:
        token = values.get(name)
        if token is None or _GITHUB_TOKEN.fullmatch(token):
            continue
        fault = Sentence("{name}: is no token of GitHub: those begin with github_pat_ or ghp_.", name=name)
        hint = mixed_up.hint(name, values)
        found.append(joined([fault, hint]) if hint else fault)
    return found
