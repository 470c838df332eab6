"""A configuration that is good, and the faults of another one."""

from __future__ import annotations

from pathlib import Path

from bot.core.contact_keys import new_key
from bot.core.errors import ConfigError
from bot.core.settings import config
from bot.core.settings.config import Role
from tests.made_up import AUTH_TOKEN

KEY = new_key()
GOOD = {
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_PHONE_NUMBER": "+15551234567",
    "GITHUB_TOKEN": "ghp_secret",
    "GITHUB_REPOSITORY": "escritorio/AUDITORIA360",
    "CONTACT_KEY": KEY,
}


SECRETS = (
    "TWILIO_AUTH_TOKEN",
    "TWILIO_AUTH_TOKEN_SECONDARY",
    "GITHUB_TOKEN",
    "ADMIN_GITHUB_TOKEN",
    "ERASURE_TOKEN",
)


def faults_of(
    tmp_path: Path, text: str = "", environ: dict[str, str] | None = None, role: Role = Role.JOB
) -> list[str]:
    file = tmp_path / "config.yml"
    file.write_text(text, encoding="utf-8")
    try:
        config.load(file, GOOD if environ is None else environ, role)
    except ConfigError as error:
        faults = error.faults
    else:
        return []
    return [fault.replace(f"{tmp_path}/", "") for fault in faults]
