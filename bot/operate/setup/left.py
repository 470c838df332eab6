"""What the setup leaves to its operator, as sentences."""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.adapters import public_address, webhook_addresses
from bot.adapters.github.about import RepositoryDoor, blob_name
from bot.adapters.twilio import senders
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.operate.setup import host_files, trial
from bot.operate.setup.installation import Installation


def left_by_hand(installation: Installation) -> Sequence[str]:
    """Return what only a person can do, or should."""
    answers, lines = installation.answers, list[str]()
    if installation.key_file.exists():
        lines.append(
            Sentence(
                "Put the key in {file} into a safe place (a password manager), then delete the file: whoever has "
                "it can read every conversation, and without it nobody can.",
                file=installation.key_file.name,
            )
        )
    if os.geteuid() == 0:
        home = host_files.home_of(installation)
        lines.append(
            Sentence(
                "You are root, and the relay should not be: sudo useradd --system --home-dir {folder} {user}; sudo "
                "chown -R {user}: {folder}",
                folder=home.folder,
                user=home.user,
            )
        )
    if _config_differs(installation):
        lines.append("Commit config.yml and push it to the default branch: the workflows read it there.")
    if not trial.relay_answers(installation.settings):
        unit = host_files.UNIT
        lines.append(
            Sentence(
                "Start the relay: sudo install -m 644 {file} {place} && sudo systemctl daemon-reload && sudo systemctl "
                "enable --now {unit}; and the proxy with the lines in {folder}, nginx.conf or Caddyfile.",
                file=f"{installation.host_folder.name}/{unit}",
                place=host_files.PLACES[unit],
                unit=unit,
                folder=installation.host_folder.name,
            )
        )
    if answers.whatsapp_number == senders.SANDBOX:
        lines.append(
            Sentence(
                "Write {url} into the WhatsApp sandbox's settings in Twilio's console, as POST.",
                url=webhook_addresses.inbound(installation.settings),
            )
        )
    host = urlsplit(answers.public_url).hostname or ""
    if host and not public_address.addresses_of(host):
        lines.append(
            Sentence("Enter {host} at your DNS provider, with the address of this server.", host=host)
        )
    if answers.sms_number:
        lines += (
            "In Twilio's console, under Messaging, Settings, Geo permissions, leave only the countries you write to.",
            "There, under General, switch on SMS Pumping Protection where your account offers it: no program can.",
        )
    return lines


def _config_differs(installation: Installation) -> bool:
    """Whether the default branch has another config.yml; unknown counts as different."""
    try:
        there = RepositoryDoor(installation.settings).files("").get("config.yml")
    except BotError:
        return True
    return there != blob_name(installation.config_file.read_bytes())
