"""All checks, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.operate.doctor import (
    github_access,
    github_content,
    github_first_contact,
    github_repository,
    github_runs,
    here,
    relay_address,
    relay_work,
    systemd_unit,
    twilio_account,
    twilio_first_contact,
    twilio_reports,
    twilio_senders,
    twilio_webhooks,
)
from bot.operate.doctor.checks import Check

CHECKS: Sequence[Check] = (
    *here.CHECKS,
    *systemd_unit.CHECKS,
    *twilio_account.CHECKS,
    *twilio_senders.CHECKS,
    *twilio_webhooks.CHECKS,
    *twilio_reports.CHECKS,
    *github_access.CHECKS,
    *github_repository.CHECKS,
    *github_content.CHECKS,
    *github_runs.CHECKS,
    *relay_address.CHECKS,
    *relay_work.CHECKS,
    *twilio_first_contact.CHECKS,
    *github_first_contact.CHECKS,
)
