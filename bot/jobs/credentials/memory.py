"""What is remembered of each credential: in its own issue, and as copies in the others, since issues get lost."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.errors import BotError
from bot.core.issues import Issue
from bot.jobs.tools import Tools
from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import Credential, CredentialRecord
from bot.rules.upkeep.periods import ROTATION


class Memory:
    """The records of all credentials, as this run knows them so far."""

    def __init__(self, issues: Iterable[Issue], tools: Tools) -> None:
        self._tools = tools
        self._copies = credentials.read_copies(map(tools.notices.state, issues))
        self.records = dict(self._copies)

    def expects(self, credential: Credential, issue: Issue | None) -> bool:
        """Return whether the credential is likely to be in use, by what is remembered, or by a date in config.yml."""
        copy = None if issue else self._copies.get(credential)
        record = copy or credentials.read_record(self._tools.notices.state(issue))
        if issue or record:
            return record is None or not record.unused
        return getattr(self._tools.settings.config.rotation.rotated_on, credential.setting) is not None

    def recall(self, credential: Credential, issue: Issue | None) -> tuple[CredentialRecord | None, bool]:
        """Return what is remembered of a credential, and whether there was something that is lost.

        An issue may have been deleted, transferred or robbed of its hidden line. Where the others know nothing of the
        credential either, it is a new one.
        """
        record = credentials.read_record(self._tools.notices.state(issue))
        if record:
            return record, False
        if credential in self._copies:
            return self._copies[credential]._replace(moved=True), False
        return None, not self._copies and self._has_run_before()

    def written(self, credential: Credential) -> str:
        """Return what the issue of a credential remembers."""
        others = {other: record for other, record in self.records.items() if other is not credential}
        return credentials.write_record(self.records[credential], others)

    def _has_run_before(self) -> bool:
        try:
            return self._tools.recent.last_success(ROTATION) is not None
        except BotError:  # the summary of the run says so
            return False
