"""The steps in the relay's folder: its keys, `.env` and config.yml."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Mapping, Sequence
from functools import partial

import yaml

from bot.adapters.env_file import EnvFile
from bot.adapters.github.admin import Administration
from bot.core import contact_keys, to_disk
from bot.core.errors import BotError
from bot.core.messages import Address
from bot.core.sentences import Sentence
from bot.operate.setup.installation import Answers, Installation
from bot.operate.setup.steps import Change, Place, Step
from bot.rules.people import contacts
from bot.rules.people.relay_keys import relay_key
from bot.rules.text import yaml_edit

_TOKEN_BYTES = 32
_UNSET, _SET, _NEW = "not set", "set", "new"
_SECRET = frozenset(
    {
        "TWILIO_AUTH_TOKEN",
        "GITHUB_TOKEN",
        "GITHUB_APP_PRIVATE_KEY",
        "RELAY_KEY",
        "GATEWAY_API_TOKENS",
        "ADMIN_PHONES",
    }
)
_NUMBERS = frozenset({"TWILIO_PHONE_NUMBER", "TWILIO_WHATSAPP_NUMBER"})
_OFFICE = "office"  # the name of the token with which the office's own commands ask the relay


class ContactKey(Step):
    """A first CONTACT_KEY, and the relay's share of it. A key that is in use is never replaced here."""

    id = "contact-key"
    place = Place.COMPUTER
    title = "Keys"

    def changes(self, installation: Installation) -> Sequence[Change]:
        if _relay_has_key(installation):
            return ()
        key_file = installation.key_file
        require_key(installation)
        make = Change(
            Sentence("CONTACT_KEY, which opens every number and text that is sealed"),
            _UNSET,
            Sentence("new, in {file}: put it into a safe place, then delete that file", file=key_file.name),
            partial(_make_key, installation),
        )
        share = Change(
            "RELAY_KEY in .env, which seals and opens nothing",
            _UNSET,
            _NEW,
            partial(_share_key, installation),
        )
        return (share,) if installation.contact_key else (make, share)


def _relay_has_key(installation: Installation) -> bool:
    known = EnvFile(installation.folder).read()
    return bool(known.get("RELAY_KEY") or known.get("CONTACT_KEY"))


def require_key(installation: Installation) -> None:
    """Raise BotError where the workflows have a key that is not here: a new one would open nothing that is sealed."""
    if installation.contact_key or _relay_has_key(installation):
        return
    if "CONTACT_KEY" in Administration(installation.settings).secrets():
        raise BotError(
            "The workflows of this repository have a CONTACT_KEY already, and a new one would open nothing of what is "
            "sealed.",
            "Run `bot config relay-key` where that key is and write RELAY_KEY=... into .env here; or give this "
            "shell the key: read -rs CONTACT_KEY && export CONTACT_KEY. If nothing that it sealed matters any "
            "more, delete that secret.",
        )


def _make_key(installation: Installation) -> None:
    if installation.key_file.exists():  # made by a run that was interrupted: it may be in use already
        return
    to_disk.replace(installation.key_file, contact_keys.new_key() + "\n", to_disk.PRIVATE)


def _share_key(installation: Installation) -> None:
    key = installation.contact_key
    EnvFile(installation.folder).change({"RELAY_KEY": relay_key(key.split(","))})


class Variables(Step):
    """The lines of `.env` that the answers give."""

    id = "env"
    place = Place.COMPUTER
    title = "The relay's .env"

    def changes(self, installation: Installation) -> Sequence[Change]:
        file = EnvFile(installation.folder)
        known = file.read()
        found = [
            Change(
                Sentence("{name} in .env", name=name),
                _shown(name, known.get(name)),
                _shown(name, value),
                partial(file.change, {name: value}),
            )
            for name, value in _wanted(installation.answers).items()
            if known.get(name) != value
        ]
        if not known.get("GATEWAY_API_TOKENS"):
            token = f"{_OFFICE}:{secrets.token_urlsafe(_TOKEN_BYTES)}"
            found.append(
                Change(
                    "GATEWAY_API_TOKENS in .env, a token for the office's own commands",
                    _UNSET,
                    _NEW,
                    partial(file.change, {"GATEWAY_API_TOKENS": token}),
                )
            )
        return found


def _wanted(answers: Answers) -> Mapping[str, str | None]:
    """Return the lines of `.env`; None for one that must not be there."""
    owner, _, name = answers.repository.partition("/")
    by_app = bool(answers.app_id)
    wanted = {
        "TWILIO_ACCOUNT_SID": answers.account_sid,
        "TWILIO_AUTH_TOKEN": answers.auth_token,
        "TWILIO_PHONE_NUMBER": answers.sms_number,
        "TWILIO_WHATSAPP_NUMBER": answers.whatsapp_number,
        "GITHUB_REPO_OWNER": owner,
        "GITHUB_REPO_NAME": name,
        "GITHUB_APP_ID": answers.app_id,
        "GITHUB_APP_PRIVATE_KEY": answers.app_key,
        "GITHUB_TOKEN": "" if by_app else answers.relay_token,
        "ADMIN_PHONES": answers.admin_phones,
        "TWILIO_API_URL": answers.twilio_api_url,
        "GITHUB_API_URL": "" if answers.github_api_url == Answers.github_api_url else answers.github_api_url,
    }
    return {name: value or None for name, value in wanted.items()}


def _shown(name: str, value: str | None) -> str:
    if not value:
        return _UNSET
    if name in _NUMBERS:
        return contacts.masked(Address.parse(value))
    return _SET if name in _SECRET else value


class EnvRights(Step):
    """`.env` is closed to everybody but its owner."""

    id = "env-rights"
    place = Place.COMPUTER
    title = "Rights of .env"

    def changes(self, installation: Installation) -> Sequence[Change]:
        file = installation.folder / ".env"
        mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0
        if not mode & 0o077:
            return ()
        return [Change("The rights of .env", f"{mode:03o}", "600", partial(file.chmod, 0o600))]


class ConfigFile(Step):
    """What the answers give of config.yml: the public address and the language."""

    id = "config-file"
    place = Place.COMPUTER
    title = "config.yml"

    def changes(self, installation: Installation) -> Sequence[Change]:
        answers, config = installation.answers, installation.config
        wanted = {
            ("relay", "public_url"): (config.relay.public_url, answers.public_url),
            ("language", "people"): (str(config.language.people), answers.language),
            ("language", "maintainers"): (str(config.language.maintainers), answers.language),
        }
        return [
            Change(
                Sentence("{name} in config.yml", name=".".join(path)),
                before or _UNSET,
                after,
                partial(_write, installation, path, after),
            )
            for path, (before, after) in wanted.items()
            if before != after and after
        ]


def _write(installation: Installation, path: tuple[str, ...], value: str) -> None:
    file = installation.config_file
    try:
        text = yaml_edit.changed(file.read_text("utf-8"), {path: value})
        to_disk.replace(file, text)
    except OSError as error:
        raise BotError(
            Sentence("{file} cannot be written ({reason}).", file=file, reason=error.strerror or error),
            to_disk.MAKE_ROOM
            if to_disk.is_full(error)
            else "Run the command in the relay's folder, as a user who may write there.",
        ) from error
    except (ValueError, yaml.YAMLError) as error:
        raise BotError(
            Sentence("{file} cannot be changed.", file=file),
            Sentence(
                "Write {name}: {value} into it, and run the same command again.",
                name=".".join(path),
                value=value,
            ),
        ) from error


# What is written elsewhere of the answers is compared with `.env` before it is: other steps come between the two.
KEYS: Sequence[Step] = (ContactKey(),)
FILES: Sequence[Step] = (Variables(), EnvRights(), ConfigFile())
STEPS: Sequence[Step] = (*KEYS, *FILES)
