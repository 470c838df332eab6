"""Moments as people of the terminal's language write them, in the zone of the installation."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli import language
from bot.core.settings import Language, config
from bot.rules import texts


def zone_of(file: Path) -> ZoneInfo | None:
    """Return `time_zone` of a config.yml; None, which means that of the machine, where none can be read."""
    configuration, _ = config.read_file(file) if file.is_file() else (None, [])
    return ZoneInfo(configuration.time_zone) if configuration else None


def written(when: datetime, zone: tzinfo | None) -> str:
    """Return a moment with its seconds and its zone."""
    return texts.of(Language(language.current())).dates.write_moment(when.astimezone(zone))
