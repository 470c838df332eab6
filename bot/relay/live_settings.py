"""The relay's settings while it runs: its credentials are read again from `.env` when the file changes."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from bot.core import logs
from bot.core.errors import ConfigError
from bot.core.settings import Settings, config
from bot.core.settings.config import Role
from bot.relay.api_tokens import ApiTokens
from bot.relay.dispatcher import Dispatcher
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys

_Stamp = tuple[int, int, int, int]


class LiveSettings:
    """The settings, with the environment variables as `.env` has them now.

    A rotation needs no restart of the relay: each request checks the file, which costs a microsecond, and the file is
    read again when it has changed. A file with errors changes nothing.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        store: Store,
        dispatcher: Dispatcher,
        schedule_watch: ScheduleWatch | None = None,
    ) -> None:
        self._schedule_watch = schedule_watch
        self._settings = settings
        self._folder = folder
        self._file = str(folder / ".env")  # a text: looked at for each request
        self._store = store
        self._dispatcher = dispatcher
        self._lock = threading.Lock()
        self._stamp = self._file_stamp()
        self._unreadable: _Stamp | None = None

    @property
    def current(self) -> Settings:
        return self._settings

    @property
    def folder(self) -> Path:
        """Where `.env` is."""
        return self._folder

    @property
    def tokens(self) -> ApiTokens:
        """The tokens of the systems that may call."""
        return ApiTokens(self._settings.environment.GATEWAY_API_TOKENS)

    def refresh(self) -> None:
        """Read `.env` again if it has changed."""
        if self._file_stamp() == self._stamp:
            return
        with self._lock:
            stamp = self._file_stamp()
            if stamp != self._stamp and self._read(stamp):
                self._stamp = stamp

    def _file_stamp(self) -> _Stamp | None:
        try:
            found = os.stat(self._file)
        except OSError:
            return None
        # The last of these changes with the permissions of the file, too.
        return found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns

    def _read(self, stamp: _Stamp | None) -> bool:
        """Use what the file holds; return whether it could be read, so that one that could not is tried again."""
        try:
            given = config.local_environment(self._folder)
        except (OSError, ConfigError):
            if stamp != self._unreadable:  # log it once
                remedy = "Check that the relay may read .env, and that it is UTF-8 text."
                logs.trouble("env-not-reloaded", reason="unreadable", remedy=remedy)
            self._unreadable = stamp
            return False
        environment, faults = config.read_environment(given, Role.RELAY)
        if environment is None:
            logs.trouble("env-not-reloaded", count=len(faults), remedy="Run `bot config check`.")
            return True
        self._change(self._settings.model_copy(update={"environment": environment}))
        logs.step("env-reloaded")
        return True

    def _change(self, settings: Settings) -> None:
        """Pass the changed settings on to those that hold a credential of their own."""
        before, self._settings = self._settings, settings
        self._store.keys = RelayKeys.of(settings)
        if self._schedule_watch:
            self._schedule_watch.use_settings(settings)
        self._dispatcher.waker.note_change()
        if _reach(settings) != _reach(before):
            self._dispatcher.use_credentials(settings)
            if self._schedule_watch:
                self._schedule_watch.use_credentials(settings)


def _reach(settings: Settings) -> tuple[object, ...]:
    """Return how GitHub is reached: the credentials, and the repository's name, which may change too."""
    return settings.github_login, settings.repository
