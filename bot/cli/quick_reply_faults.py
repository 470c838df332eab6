"""What is wrong with quick replies, for `bot quick-replies` and `bot config check`."""

from __future__ import annotations

from pathlib import Path

from bot.adapters import quick_reply_files
from bot.core.sentences import Sentence
from bot.core.settings import Configuration
from bot.rules.sending import quick_replies
from bot.rules.sending.quick_replies import QuickReplies, QuickReplyFault

_FAULTS = {
    QuickReplyFault.EMPTY: "it is empty",
    QuickReplyFault.LENGTH: "it has more than 16,000 characters",
    QuickReplyFault.HIDDEN: "GitHub's page does not show a part of it, such as an HTML comment or a tag",
    QuickReplyFault.FILES: "it shows a picture or a file; write its address as a link",
    QuickReplyFault.VARIABLE: "a variable stands where the phone does not show it",
    QuickReplyFault.TWICE: "it is in a file and in config.yml; delete one of the two",
    QuickReplyFault.UNREADABLE: (
        "its file is a link, is no text in UTF-8, or its name has more than small letters, digits, - and _"
    ),
}


def known(file: Path, configuration: Configuration) -> QuickReplies:
    """Return the quick replies of a config.yml and of the files beside it."""
    return quick_replies.collected(quick_reply_files.read(file.parent), configuration.quick_replies)


def of(file: Path, found: QuickReplies) -> list[str]:
    """Return what is wrong with each that cannot be sent."""
    return [
        Sentence(
            "{file}: the quick reply {name} cannot be sent: {fault}",
            file=file,
            name=name,
            fault=Sentence(_FAULTS[fault]),
        )
        for name, fault in found.faults.items()
    ]
