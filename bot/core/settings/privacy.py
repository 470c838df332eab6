"""What can be configured about privacy: what the repository may show, and how people's data are erased."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from bot.core.settings.types import Duration, Section, between


class PrivacySection(Section):
    """What the repository may show, and how people's data are erased."""

    public_repository: Literal["seal", "allow"] = Field(
        "seal", description="In a public repository texts are sealed (seal) or shown to everybody (allow)."
    )
    names_in_titles: bool = Field(
        default=True,
        description="Whether titles of issues show names; GitHub keeps former titles for as long as an issue exists.",
    )
    erasure: Literal["automatic", "ask"] = Field(
        "automatic",
        description="Whether APAGAR erases once the person confirms it, or hands the request to maintainers.",
    )
    confirm_within: Annotated[Duration, between("5m", "30d", "1d")] = Field(
        timedelta(days=1), description="How long the code is valid with which a person confirms an erasure."
    )
    erasure_permission: Literal["triage", "write", "maintain", "admin"] = Field(
        "maintain",
        description="The lowest repository permission whose /forget is carried out: it cannot be undone.",
    )
