"""Checks of the computer: the folder of the relay, its files, its disk, its clock."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.adapters import checkout
from bot.adapters.github.admin import Administration
from bot.adapters.twilio import account
from bot.core import calls, service_clocks
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings.relay import NAME_PROXIES
from bot.operate.doctor.checks import (
    Area,
    Check,
    Finding,
    attention,
    not_needed,
    ok,
    wrong,
)
from bot.operate.doctor.facts import Facts
from bot.relay.store import moving, places
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys

LEAST_BYTES, FEW_BYTES = 100 * 2**20, 2**30
_UNITS = ((30, "GB"), (20, "MB"), (10, "kB"))
_CLOCK_OFF = timedelta(seconds=10)
_OTHERS_MAY_READ = stat.S_IRGRP | stat.S_IROTH
_UNIT = "auditoria360-relay.service"
_SYSTEMD = Path("/run/systemd/system")  # sd_booted(3)
_STARTED_AT_BOOT = Path("/etc/systemd/system/multi-user.target.wants")


def env_rights(facts: Facts) -> Finding:
    """Whether others can read `.env`, which holds every secret of the relay."""
    file = facts.folder / ".env"
    if not file.exists():
        return not_needed("There is no .env here: the variables come from the process.")
    rights = stat.S_IMODE(file.stat().st_mode)
    if rights & _OTHERS_MAY_READ:
        return wrong(
            Sentence("Others on this computer can read .env (mode {mode}).", mode=f"{rights:03o}"),
            "Run `chmod 600 .env`, or `bot doctor --fix`.",
        )
    return ok("Only its owner can read .env.")


def whole_key(facts: Facts) -> Finding:
    """Whether the relay's computer could open what it seals."""
    if facts.settings.environment.CONTACT_KEY is None:
        return ok("Only RELAY_KEY is here: what is stolen from this computer opens no conversation.")
    return attention(
        "CONTACT_KEY itself is on this computer: whoever takes .env can read every conversation.",
        "On the relay's computer keep RELAY_KEY in its place: `bot config relay-key` prints it.",
    )


def checkout_files(facts: Facts) -> Finding:
    """Whether `git pull` brings the files that people sent to this disk."""
    found = checkout.look(facts.folder)
    return wrong(found.sentence, found.remedy) if found else ok("The checkout brings no files of people.")


def disk_space(facts: Facts) -> Finding:
    """Whether there is room for the store and the log."""
    relay = facts.settings.config.relay
    files = [relay.log_file] if "://" in relay.database else [relay.log_file, relay.database]
    free = min(shutil.disk_usage(_existing(facts.folder / file)).free for file in files)
    evidence = Sentence("{size} are free for the store and the log.", size=_size(free))
    if free >= FEW_BYTES:
        return ok(evidence)
    remedy = "Free some space: when the disk is full, no message can be stored."
    return wrong(evidence, remedy) if free < LEAST_BYTES else attention(evidence, remedy)


def _size(count: int) -> str:
    """Return a number of bytes in the largest unit of which there is one, rounded down."""
    power, unit = next(((power, unit) for power, unit in _UNITS if count >= 2**power), _UNITS[-1])
    return f"{count // 2**power} {unit}"


def _existing(path: Path) -> Path:
    return next(each for each in (path.resolve(), *path.resolve().parents) if each.exists())


def clock_difference(facts: Facts) -> Finding:
    """Whether this computer's clock agrees with those of the services, measured by their answers."""
    facts.once("services-answered", lambda: _ask_both(facts))
    off = {
        name: service_clocks.ahead(service)
        for service, name in ((calls.GITHUB, "GitHub"), (calls.TWILIO, "Twilio"))
    }
    name, most = max(off.items(), key=lambda one: abs(one[1]))
    seconds = round(abs(most).total_seconds())
    if abs(most) <= _CLOCK_OFF:
        return ok(
            Sentence("At most {seconds} seconds from the clocks of GitHub and Twilio.", seconds=seconds)
        )
    sentence = (
        "This clock is {seconds} seconds behind that of {name}."
        if most > timedelta()
        else "This clock is {seconds} seconds ahead of that of {name}."
    )
    return wrong(
        Sentence(sentence, seconds=seconds, name=name),
        "Set the clock and keep it synchronized: timedatectl set-ntp true.",
    )


def _ask_both(facts: Facts) -> None:
    """Have both services answer something: the difference of the clocks is measured by that."""
    with suppress(BotError):
        Administration(facts.settings).expiry()
    account.check(facts.settings)


def store(facts: Facts) -> Finding:
    """Whether the store opens, with this version's tables and the relay's key."""
    place = places.of(facts.settings)
    if isinstance(place, Path) and not (facts.folder / place).exists():
        return attention(
            Sentence("There is no store at {place} yet.", place=place), "The relay makes it when it starts."
        )
    place = facts.folder / place if isinstance(place, Path) else place
    try:
        with Store(place, RelayKeys.of(facts.settings), upgrades=False) as opened:
            moving.require_not_moved(opened)
            opened.check()
    except StoreError as error:
        return wrong(error.message, error.remedy)
    return ok("The store opens.")


def log_file(facts: Facts) -> Finding:
    """Whether the relay's log is written."""
    file = facts.folder / facts.settings.config.relay.log_file
    if file.exists():
        return ok(Sentence("The log is {file}.", file=facts.settings.config.relay.log_file))
    return attention(
        Sentence("There is no log at {file}.", file=facts.settings.config.relay.log_file),
        "Start the relay, or run this in its folder.",
    )


def starts_at_boot(_: Facts) -> Finding:
    """Whether systemd starts the relay with the computer."""
    if not _SYSTEMD.exists():
        return not_needed("This computer has no systemd.")
    if os.path.lexists(_STARTED_AT_BOOT / _UNIT):
        return ok("systemd starts the relay with the computer.")
    return attention(
        Sentence("systemd does not start {unit} with this computer.", unit=_UNIT),
        Sentence("Run `systemctl enable --now {unit}`, if the relay is to run here.", unit=_UNIT),
    )


def hidden_callers(facts: Facts) -> Finding:
    """Whether the relay sees who calls it through the proxy."""
    hidden = facts.settings.config.relay.hidden_callers
    return (
        attention(hidden, NAME_PROXIES)
        if hidden
        else ok("The addresses of callers are known, also behind the proxy.")
    )


def alert_phones(facts: Facts) -> Finding:
    """Whether somebody gets a text when the relay stands still."""
    count = len(facts.settings.administrators)
    if count:
        return ok(Sentence("Phones that get alerts: {count}.", count=count))
    return attention(
        "ADMIN_PHONES is not set: nobody gets a text when the relay stands still.",
        "Write a phone of yours into ADMIN_PHONES in .env, such as +5511987654321.",
    )


CHECKS: Sequence[Check] = (
    Check("env-rights", Area.COMPUTER, "Rights of .env", env_rights),
    Check("whole-key", Area.COMPUTER, "Keys on this computer", whole_key),
    Check("checkout-files", Area.COMPUTER, "Checkout", checkout_files),
    Check("disk-space", Area.COMPUTER, "Disk", disk_space),
    Check("clock", Area.COMPUTER, "Clock", clock_difference),
    Check("store", Area.COMPUTER, "Store", store),
    Check("log-file", Area.COMPUTER, "Log", log_file),
    Check("starts-at-boot", Area.COMPUTER, "Start with the computer", starts_at_boot),
    Check("hidden-callers", Area.COMPUTER, "Addresses of callers", hidden_callers),
    Check("alert-phones", Area.COMPUTER, "Phones for alerts", alert_phones),
)
