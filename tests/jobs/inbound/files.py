"""Files that people send with a message, and what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.github.media import branch
from bot.core.messages import Address, Event, Media
from bot.sandbox.twilio.values import SentFile
from tests.actors import ANA
from tests.stage import Stage

PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"p" * 40, b"\xff\xd8\xff\xe0" + b"j" * 40
PDF, OGG = b"%PDF-1.7\n", b"OggS" + b"\0" * 40

File = SentFile


def write(stage: Stage, files: Sequence[File], text: str = "", wire_address: str = ANA) -> Event:
    """Send files from a person; return what the relay would have stored."""
    to = stage.event("", wire_address).message.recipient.wire
    sid = stage.twilio.person_texts(wire_address, to, text, media=files).sid
    form = dict(stage.twilio.state.message(sid).form)
    found = tuple(Media(form[f"MediaUrl{n}"], form[f"MediaContentType{n}"]) for n in range(len(files)))
    return stage.event(text, wire_address, sid=sid, media=found)


def kept(stage: Stage, wire_address: str = ANA) -> dict[str, bytes]:
    """Return the files of a person, by path."""
    files = stage.state.files
    contact = stage.tools.vault.contact_id(Address.parse(wire_address))
    if branch(contact) not in files.branches():
        return {}
    return {
        path: files.blob(sha) for path, sha in files.listing(branch(contact)).items() if path != "README.md"
    }
