"""Which credentials can be rotated from a page: each by the engine of `bot rotate`, with what it has to be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.console.tools import patience
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.rotation.api_key import ApiKeyRotation
from bot.operate.rotation.app_key import AppKeyFinish, AppKeyRotation
from bot.operate.rotation.auth_token import AuthTokenRotation
from bot.operate.rotation.contact_key import ContactKeyFinish, ContactKeyReseal, ContactKeyRotation
from bot.operate.rotation.engine import Rotation
from bot.operate.rotation.github_token import BEGUN, GithubTokenRotation
from bot.operate.rotation.site import Site, resumable
from bot.rules.people.sealing import Vault
from bot.rules.upkeep.credentials import Credential

MOST_TEXTS = 300  # are sealed again at once, as `bot rotate contact-key --reseal` does
LONGEST_GIVEN = 8_192  # characters; the private key of an App has a quarter of that
_DRAWN_WITHIN_SECONDS = 15.0

Given = Mapping[str, str]  # what the visitor filled in, by the names of the fields


@dataclass(frozen=True, slots=True)
class RotationKind:
    """A rotation, or one phase of it.

    `steps` stand for a plan that cannot be drawn before something is given, or only by reading every issue.
    `asks` names the fields of its form: `token` and `pem` are secret, the others decide what is done. `writes_secrets`
    says that it needs a GitHub token of the visitor's.
    """

    slug: str
    credential: Credential
    title: str
    make: Callable[[Site, Given], Rotation]
    steps: Sequence[str] = ()
    asks: Sequence[str] = ()
    writes_secrets: bool = True
    about: str = ""

    @property
    def is_drawn(self) -> bool:
        return not self.steps


def _github_token(site: Site, given: Given) -> Rotation:
    """Rotate to the token given; without one, an earlier run is resumed with the token that it has written."""
    known, is_begun = site.settings.environment.GITHUB_TOKEN, BEGUN in site.env.read()
    token = given.get("token", "").strip() or (known.get_secret_value() if known and is_begun else "")
    if not token:
        raise BotError("No token was given.", "Make one on GitHub as it says here, and paste it.")
    return GithubTokenRotation(site, token)


KINDS: Sequence[RotationKind] = (
    RotationKind(
        "twilio-auth-token",
        Credential.TWILIO_AUTH_TOKEN,
        "Change the auth token",
        lambda site, given: AuthTokenRotation(site, discard=bool(given.get("discard"))),
        asks=("discard",),
        about="The relay accepts both tokens until the end, so no message is refused.",
    ),
    RotationKind(
        "twilio-api-key",
        Credential.TWILIO_API_KEY,
        "Change the API key",
        lambda site, given: ApiKeyRotation(
            site, given.get("old", "").strip(), create=bool(given.get("create"))
        ),
        asks=("old", "create"),
        about="The new key has the permissions of the old one, which is deleted when no run needs it.",
    ),
    RotationKind(
        "github-token",
        Credential.GITHUB_TOKEN,
        "Change the relay's GitHub token",
        _github_token,
        steps=(
            "Test the token, and write it to .env.",
            "See that the relay uses it.",
        ),
        asks=("token",),
        writes_secrets=False,
        about="GitHub has no API to make one: make it there, for this repository alone, with Contents: read and write, "
        "and Actions: read. Revoke the old one there at the end.",
    ),
    RotationKind(
        "github-app-key",
        Credential.GITHUB_APP_KEY,
        "Change the App's key",
        lambda site, given: AppKeyRotation(site, given.get("pem", "")),
        steps=(
            "Test the key, and write it to .env before the old one.",
            "See that the relay uses the key.",
        ),
        asks=("pem",),
        writes_secrets=False,
        about="Make a private key on the App's page on GitHub, under Private keys, and paste the file that is "
        "downloaded, whole. Both keys are valid until you delete the old one there.",
    ),
    RotationKind(
        "github-app-key-finish",
        Credential.GITHUB_APP_KEY,
        "Remove the App's old key",
        lambda site, _: AppKeyFinish(site),
        steps=("Remove the old key from .env: GitHub rejects it.",),
        writes_secrets=False,
        about="Delete the old key on the App's page on GitHub first.",
    ),
    RotationKind(
        "contact-key",
        Credential.CONTACT_KEY,
        "Put a new contact key first",
        lambda site, _: ContactKeyRotation(site),
        about="The first of three phases. At no moment is anything sealed that somebody cannot open.",
    ),
    RotationKind(
        "contact-key-reseal",
        Credential.CONTACT_KEY,
        "Seal again what issues hold",
        lambda site, _: ContactKeyReseal(site, MOST_TEXTS),
        steps=("Seal again with the new key what issues hold, at most 300 texts; then run it again.",),
        about="The second of three phases. People keep their contact ids.",
    ),
    RotationKind(
        "contact-key-finish",
        Credential.CONTACT_KEY,
        "Remove the older contact key",
        lambda site, _: ContactKeyFinish(site),
        steps=("See that nothing needs the older key.", "Remove the older key from GitHub and .env."),
        about="The last of three phases. It ends without a change as long as something still needs the older key.",
    ),
)
BY_SLUG: Mapping[str, RotationKind] = {kind.slug: kind for kind in KINDS}


def possible(settings: Settings) -> list[RotationKind]:
    """Return the rotations that the relay's settings allow now, in their order."""
    environment = settings.environment
    key = environment.CONTACT_KEY
    several_keys = key is not None and bool(Vault(settings.contact_keys).older_keys)
    left_out = {
        "github-token": environment.GITHUB_TOKEN is None,
        "github-app-key": environment.GITHUB_APP_PRIVATE_KEY is None,
        "github-app-key-finish": environment.GITHUB_APP_PRIVATE_KEY_OLD is None,
        "contact-key": key is None,
        "contact-key-reseal": not several_keys,
        "contact-key-finish": not several_keys,
    }
    return [kind for kind in KINDS if not left_out.get(kind.slug)]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """What a rotation would do, how far an earlier run got, empty where there was none, and what is in its way."""

    steps: Sequence[str]
    state: str = ""
    trouble: BotError | None = None


def preview(kind: RotationKind, site: Site, given: Given) -> ShownPlan:
    """Return the plan, after asking Twilio, GitHub and the relay for their state; nothing is changed."""
    if not kind.is_drawn:
        return ShownPlan(kind.steps)
    try:
        with resumable():
            plan = patience.within(_DRAWN_WITHIN_SECONDS, lambda: kind.make(site, given).draw())
    except BotError as error:
        return ShownPlan((), trouble=error)
    return ShownPlan([step.announced for step in plan.left if step.announced], plan.state, plan.refusal)
