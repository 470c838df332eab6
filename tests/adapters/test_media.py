"""Files from Twilio: what is fetched, from where, with which credentials, and what is believed of them.

The host is a server of its own, since the emulator's files are honest: it redirects, breaks off and lies.
tests/jobs/inbound/test_media.py fetches the emulator's.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, Response, redirect, request

from bot.adapters import media
from bot.adapters.media import MediaKeeper
from bot.core import clock, content_types, waits
from bot.core.messages import ContactId, Media
from bot.core.settings import Configuration, Settings
from bot.rules.text import media_types
from bot.rules.text.media_types import AwaitedFile, DroppedFile, DropReason, Fate, KeptFile
from bot.sandbox.emulator.server import Server
from tests.stage import ACCOUNT, Stage

PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"p" * 40, b"\xff\xd8\xff\xe0" + b"j" * 40
PDF, OGG = b"%PDF-1.7\n", b"OggS" + b"\0" * 40
ALL = frozenset(content_types.NAMES)
ANA = ContactId("ana1")


def office_document(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return made.getvalue()


def open_document(kind: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", "x")
    return made.getvalue()


OPEN_XML = "application/vnd.openxmlformats-officedocument"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40


@pytest.mark.parametrize(
    ("claim", "content", "extension"),
    [
        ("image/png", PNG, "png"),
        ("image/jpg", JPEG, "jpg"),
        ("IMAGE/JPEG", JPEG, "jpg"),
        ("image/jpeg", PNG, "png"),  # both are allowed: the bytes say which
        ("image/gif", b"GIF89a....", "gif"),
        ("image/webp", b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        ("image/heic", b"\0\0\0\x18ftypheic", "heic"),
        ("audio/ogg; codecs=opus", OGG, "ogg"),
        ("audio/mpeg", b"ID3\x03", "mp3"),
        ("audio/mp4", b"\0\0\0\x18ftypmp42", "m4a"),
        ("video/mp4", b"\0\0\0\x18ftypisom", "mp4"),
        ("video/3gpp", b"\0\0\0\x18ftyp3gp4", "3gp"),
        ("audio/amr", b"#!AMR\n", "amr"),
        ("audio/wav", b"RIFF\0\0\0\0WAVE", "wav"),
        ("application/pdf", PDF, "pdf"),
        (f"{OPEN_XML}.wordprocessingml.document", office_document("word/document.xml"), "docx"),
        (f"{OPEN_XML}.spreadsheetml.sheet", office_document("xl/workbook.xml"), "xlsx"),
        (
            "application/vnd.oasis.opendocument.text",
            open_document("application/vnd.oasis.opendocument.text"),
            "odt",
        ),
        ("application/msword", OLD_WORD, "doc"),
        ("application/vnd.ms-excel", OLD_WORD, "xls"),
        ("application/msword", PDF, "pdf"),
        # Never kept.
        ("text/html", b"<html>", None),
        ("image/svg+xml", b"<svg>", None),
        ("image/png", b"<svg onload=alert(1)>", None),
        ("image/png", b"MZ\x90\0", None),
        ("application/pdf", b"\x7fELF", None),
        ("application/octet-stream", PNG, "png"),
        ("", PNG, None),
        ("image/png", b"", None),
        ("image/png", OLD_WORD, None),
        (f"{OPEN_XML}.wordprocessingml.document", office_document("other.xml"), None),
        ("application/pdf", open_document("application/java-archive"), None),
    ],
)
def test_a_file_is_what_both_its_claim_and_its_bytes_say(
    claim: str, content: bytes, extension: str | None
) -> None:
    kind = media_types.decided(claim, content, ALL)

    assert extension == (kind.extension if kind else None)


def test_a_kind_that_is_not_allowed_is_none_by_claim_nor_by_content() -> None:
    allowed = ALL - {"image/png"}

    assert media_types.decided("image/png", PNG, allowed) is None
    assert media_types.decided("image/jpeg", PNG, allowed) is None


class Twilio:
    """A host that answers as Twilio's may, or as no honest one would."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str | None]] = []
        self.answers: list[Response] = []
        app = Flask(__name__)

        @app.get("/<path:path>")
        def answer(path: str) -> Response:
            self.seen.append((request.host.partition(":")[0], request.headers.get("Authorization")))
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

        self.server = Server(app)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """One for all: every test has a message of its own."""
    with Stage() as made:
        yield made


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    made = Twilio()
    with made.server:
        yield made


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits, "MEDIA", (0.01, 0.01))


def settings(stage: Stage, url: str, **changes: object) -> Settings:
    known = stage.tools.settings
    config = Configuration.model_validate({"media": changes})
    return Settings(config=config, environment=known.environment.model_copy(update={"TWILIO_API_URL": url}))


def path(account: str = ACCOUNT) -> str:
    return f"/2010-04-01/Accounts/{account}/Messages/MM{'1' * 32}/Media/ME{'2' * 32}"


def fate(stage: Stage, twilio: Twilio, url: str = "", kind: str = "image/png", **changes: object) -> Fate:
    """Return what becomes of a file, at last; one that is still awaited is returned as such."""
    base = twilio.server.url
    return kept(settings(stage, base, **changes), stage, url or f"{base}{path()}", kind)


def kept(
    given: Settings, stage: Stage, url: str, kind: str = "image/png", *, age: timedelta = timedelta(0)
) -> Fate:
    keeper = MediaKeeper(given)
    (found,) = keeper.known_before(stage.event(media=(Media(url, kind),)).message)
    if not isinstance(found, AwaitedFile):
        return found
    return keeper.keep(ANA, [found], clock.now() - age, clock.steady() + 60).get(found, found)


def reason(found: Fate) -> DropReason | None:
    return found.reason if isinstance(found, DroppedFile) else None


def elsewhere(twilio: Twilio) -> str:
    return twilio.server.url.replace("127.0.0.1", "localhost")


def test_credentials_do_not_follow_a_redirect(stage: Stage, twilio: Twilio) -> None:
    for target in (f"{elsewhere(twilio)}/bytes", f"{twilio.server.url}/bytes"):
        twilio.answers = [redirect(target), Response(PNG)]  # type: ignore[list-item] # werkzeug's is as good
        twilio.seen.clear()

        assert isinstance(fate(stage, twilio), KeptFile)
        (_, first), (_, second) = twilio.seen
        assert (first or "").startswith("Basic ")
        assert second is None


@pytest.mark.parametrize(
    "url",
    [
        f"https://api.twilio.com{path()}",
        f"https://evil.example{path()}",
        "{base}" + path(f"AC{'9' * 32}"),
        "{base}" + path() + "/../../../../secret",
        "{base}" + path() + "?x=1",
        "{base}" + path() + ".json",
        "{base}/elsewhere",
        "{base}@evil.example" + path(),
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_is_fetched_from_elsewhere(stage: Stage, twilio: Twilio, url: str) -> None:
    twilio.answers = [Response(PNG)]
    found = fate(stage, twilio, url.format(base=twilio.server.url) or "x")

    assert reason(found) is DropReason.FOREIGN
    assert twilio.seen == []


def test_a_redirect_to_an_unencrypted_stranger_is_not_followed(stage: Stage, twilio: Twilio) -> None:
    twilio.answers = [redirect("http://evil.example/x")]  # type: ignore[list-item] # werkzeug's is as good

    assert reason(fate(stage, twilio)) is DropReason.FOREIGN


@pytest.mark.parametrize(
    "target",
    [
        "https://169.254.169.254/latest",
        "https://10.0.0.1/x",
        "https://169.254.43518/x",
        "https://intranet/x",
        "ftp://127.0.0.1/x",
        "//192.168.0.1/x",
    ],
)
@pytest.mark.parametrize("hops", [1, 2])
def test_a_redirect_to_a_host_that_is_not_public_is_not_followed(
    stage: Stage, twilio: Twilio, target: str, hops: int
) -> None:
    first = [redirect(f"{twilio.server.url}/on")] * (hops - 1)
    twilio.answers = [*first, redirect(target), Response(PNG)]  # type: ignore[list-item] # werkzeug's is as good

    assert reason(fate(stage, twilio)) is DropReason.FOREIGN
    assert len(twilio.seen) == hops


@pytest.mark.parametrize("declared", [True, False])
def test_a_file_that_is_too_large_is_given_up_while_it_comes(
    stage: Stage, twilio: Twilio, declared: bool
) -> None:
    sent = []

    def portions() -> Iterator[bytes]:
        yield PNG
        for _ in range(200):
            sent.append(1)
            yield b"x" * 100_000

    answer = Response(portions())
    if declared:
        answer.headers["Content-Length"] = str(len(PNG) + 20_000_000)
    twilio.answers = [answer]

    assert reason(fate(stage, twilio, max_megabytes=1)) is DropReason.SIZE
    assert len(sent) < 200


@pytest.mark.parametrize(
    ("status", "expected"), [(404, DropReason.GONE), (410, DropReason.GONE), (400, DropReason.UNREACHABLE)]
)
def test_what_is_refused_for_good_is_a_reason(
    stage: Stage, twilio: Twilio, status: int, expected: DropReason
) -> None:
    twilio.answers = [Response(status=status)]

    assert reason(fate(stage, twilio)) is expected
    assert len(twilio.seen) == 1


@pytest.mark.parametrize(("status", "asked"), [(500, 3), (503, 3), (429, 3), (401, 1), (403, 1)])
def test_what_may_pass_is_tried_again_and_left_to_a_later_run(
    stage: Stage, twilio: Twilio, status: int, asked: int
) -> None:
    twilio.answers = [Response(status=status)]

    assert isinstance(fate(stage, twilio), AwaitedFile)
    assert len(twilio.seen) == asked


def test_no_file_is_fetched_when_there_is_no_time_left(stage: Stage, twilio: Twilio) -> None:
    twilio.answers = [Response(PNG)]
    keeper = MediaKeeper(settings(stage, twilio.server.url))
    url = f"{twilio.server.url}{path()}"
    (found,) = keeper.known_before(stage.event(media=(Media(url, "image/png"),)).message)

    assert isinstance(found, AwaitedFile)
    assert keeper.keep(ANA, [found], clock.now(), clock.steady()) == {}
    assert twilio.seen == []


def test_a_moments_trouble_is_waited_out(stage: Stage, twilio: Twilio) -> None:
    twilio.answers = [Response(status=500), Response(PNG)]

    assert isinstance(fate(stage, twilio), KeptFile)


def test_a_file_that_cannot_be_had_for_days_is_given_up(stage: Stage, twilio: Twilio) -> None:
    twilio.answers = [Response(status=500)]
    late = media.GIVE_UP_AFTER + timedelta(minutes=1)
    base = twilio.server.url
    found = kept(settings(stage, base), stage, f"{base}{path()}", age=late)

    assert reason(found) is DropReason.UNREACHABLE


def test_a_closed_port_is_temporary(stage: Stage) -> None:
    base = "http://127.0.0.1:9"

    assert isinstance(kept(settings(stage, base), stage, f"{base}{path()}"), AwaitedFile)


def test_what_would_not_be_kept_is_not_fetched(stage: Stage, twilio: Twilio) -> None:
    twilio.answers = [Response(PNG)]

    assert reason(fate(stage, twilio, kind="text/html")) is DropReason.TYPE
    assert reason(fate(stage, twilio, types=["application/pdf"])) is DropReason.TYPE
    assert reason(fate(stage, twilio, keep=False)) is DropReason.OFF
    assert twilio.seen == []
