"""Settings of the relay: where it listens, what it keeps, how messages travel to GitHub."""

import os
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from bot.core.sentences import Sentence
from bot.core.settings.database_place import DatabasePlace
from bot.core.settings.networks import LOOPBACK, Network
from bot.core.settings.types import (
    Duration,
    Section,
    between,
)
from bot.core.settings.url_types import PublicUrl, is_loopback_host


class LogFormat(StrEnum):
    """How a step is written into the log."""

    TEXT = "text"
    JSON = "json"


NAME_PROXIES = "Write the proxy's address there; if it is on this machine, set relay.host to 127.0.0.1."
MOST_WORKERS = 4  # more answer no more webhooks: by then the disk decides


class RelaySection(Section):
    """The small server that Twilio calls."""

    public_url: PublicUrl = Field(
        "",
        description="The address configured at Twilio; signatures are checked against it and statuses go there.",
    )
    host: str = Field("127.0.0.1", description="Where the relay listens, behind a proxy with TLS.")
    port: int = Field(8360, ge=1, le=65535, description="The port it listens on.")
    allow_from: tuple[Network, ...] = Field(
        (), description="The only networks from which webhooks are taken; all, if there is none."
    )
    trusted_proxies: tuple[Network, ...] = Field(
        LOOPBACK, description="The proxies whose X-Forwarded-For is believed."
    )
    workers: int = Field(
        0,
        ge=0,
        le=64,
        description="How many processes answer; 0: as many as the machine has cores, at most 4. One dispatches.",
    )
    database: DatabasePlace = Field(
        "data/relay.db",
        min_length=1,
        description="Where messages wait: a file, or postgresql://user@host/database for relays on several machines.",
    )
    log_file: str = Field("logs/communication_gateway.log", min_length=1, description="One line per step.")
    log_format: LogFormat = Field(
        LogFormat.TEXT, description="How the lines are written: as text, or each as an object of JSON."
    )
    log_megabytes: int = Field(
        10, ge=1, le=1000, description="The log file is rotated at this size; five are kept."
    )
    keep: Annotated[Duration, between("1d", "3650d", "30d")] = Field(
        timedelta(days=30),
        description="How long the id of a delivered message is kept, to recognise a repeated delivery.",
    )
    alert_after: Annotated[Duration, between("5m", "1d", "30m")] = Field(
        timedelta(minutes=30),
        description="The relay texts ADMIN_PHONES when nothing has moved for this long.",
    )
    orders_per_minute: int = Field(
        60, ge=1, le=6000, description="The most requests to send per minute, for each API token."
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _are_not_everybody(cls, networks: tuple[Network, ...]) -> tuple[Network, ...]:
        if any(not network.prefixlen for network in networks):
            raise ValueError(
                "the networks of your proxies alone: a sender who is trusted may name any address"
            )
        return networks

    @property
    def hidden_callers(self) -> str:
        """Why all callers would seem to be one, the proxy in front; empty if they do not."""
        if is_loopback_host(self.host) or any(not network.is_loopback for network in self.trusted_proxies):
            return ""
        pattern = (
            "relay.host is {host}, so that other machines reach the relay, but relay.trusted_proxies names none of "
            "them: who calls through a proxy there counts as that proxy."
        )
        return Sentence(pattern, host=self.host)

    @property
    def worker_processes(self) -> int:
        """How many processes answer on this machine."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.workers or min(MOST_WORKERS, cores or 1)


class DispatchSection(Section):
    """How messages travel from the relay to GitHub."""

    gather: Annotated[Duration, between("0s", "10m", "10s")] = Field(
        timedelta(seconds=10),
        description="While a run is in progress, messages accumulate at most this long.",
    )
    gather_delivered: Annotated[Duration, between("0s", "1h", "5m")] = Field(
        timedelta(minutes=5),
        description="Reports of success accumulate this long, since each run costs; a failure takes them along.",
    )
    per_minute: int = Field(30, ge=1, le=80, description="The most dispatches per minute.")
    check_run_every: Annotated[Duration, between("1s", "1h", "10s")] = Field(
        timedelta(seconds=10), description="How often an unfinished workflow run is checked."
    )
    run_appears_within: Annotated[Duration, between("1s", "1d", "10m")] = Field(
        timedelta(minutes=10), description="A dispatch without a run after this time is sent again."
    )
