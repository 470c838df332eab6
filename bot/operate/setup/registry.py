"""All steps, in the order in which they are taken: what a later one needs is there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.operate.setup import (
    github_secrets,
    github_settings,
    host_files,
    own_files,
    shell_completion,
    twilio_countries,
    twilio_senders,
    twilio_services,
)
from bot.operate.setup.steps import Step

STEPS: Sequence[Step] = (
    *own_files.KEYS,
    *github_secrets.STEPS,
    *own_files.FILES,
    *host_files.STEPS,
    *twilio_senders.STEPS,
    *twilio_services.STEPS,
    *twilio_countries.STEPS,
    *github_settings.STEPS,
    *shell_completion.STEPS,
)
