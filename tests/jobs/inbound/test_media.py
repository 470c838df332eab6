"""Files come with messages and are kept for the maintainers; maintainers' files go to the phone."""

from __future__ import annotations

import re

import pytest
import requests
from pydantic import SecretStr

from bot.adapters.github.media import MediaBranches
from bot.core import waits
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.jobs import tools
from bot.jobs.inbound import record_messages
from bot.sandbox.github.file_pages import SIGNED_IN
from tests.actors import ANA
from tests.jobs.inbound.files import JPEG, OGG, PDF, PNG, File, kept, write
from tests.rules.text.sent_files import nfe, opus
from tests.stage import Stage

CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bia @bia\r\nTEL:+55 11 98888-7777\r\nEND:VCARD\r\n"
BOT = "github-actions[bot]"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    monkeypatch.setattr(waits, "MEDIA", (0.01, 0.01))


def body(stage: Stage, issue: int = 1) -> str:
    """Return all that the bot wrote in an issue."""
    found = stage.sandbox.issue(issue)
    return "\n".join([found["body"], *(comment["body"] for comment in found["comments"])])


def test_a_contact_card_is_kept_and_what_it_says_is_shown(stage: Stage) -> None:
    event = write(stage, [("text/vcard", CARD)], "", f"whatsapp:{ANA}")
    stage.record(event)

    assert kept(stage) == {f"{event.message.sid}/0.vcf": CARD}
    assert "(`text/vcard`) · 📇 **Contato:** Bia `@bia` `*****-7777`" in body(stage)
    assert "98888" not in body(stage)
    assert "[0.vcf](" in body(stage) or "[1.vcf](" in body(stage)


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_an_invoice_and_a_voice_note_tell_in_a_line_what_is_in_them(language: str) -> None:
    invoice = nfe(issuer="Padaria @sao_joao [x](https://evil.example) Ltda")
    with Stage({"language": {"maintainers": language}}) as stage:
        stage.record(write(stage, [("text/xml", invoice, "nota.xml"), ("audio/ogg; codecs=opus", opus(75))]))

        number = "R$ 1.234,56" if language == "pt-BR" else "R$ 1,234.56"
        day = "05/11/2026" if language == "pt-BR" else "5 Nov 2026"
        line = next(line for line in body(stage).splitlines() if "nota.xml" in line)
        assert "(`application/xml`) · 🧾 **NF-e 1234** · Padaria `@sao_joao" in line
        assert line.endswith(f" · {day} · {number}")
        assert "(`audio/ogg`) · ⏱️ 1:15" in body(stage)


def commits(stage: Stage) -> int:
    """Return how many commits the branches of media have."""
    files = stage.state.files
    count = 0
    for sha in files.branches().values():
        waiting: tuple[str, ...] = (sha,)
        while waiting:
            count += len(waiting)
            waiting = files.commit(waiting[0]).parents
    return count


def test_a_picture_is_kept_and_shown_in_the_issue(stage: Stage) -> None:
    event = write(stage, [("image/png", PNG)], "Minha guia")
    stage.record(event)

    assert kept(stage) == {f"{event.message.sid}/0.png": PNG}
    (shown,) = re.findall(r"!\[1\.png\]\(([^)]+)\)", body(stage))
    assert requests.get(shown, timeout=5).status_code == 404
    assert requests.get(shown, cookies={SIGNED_IN: "x"}, timeout=5).content == PNG
    assert "> Minha guia" in body(stage)
    assert "AC" + "0" * 32 not in body(stage)


def test_a_message_of_files_only_shows_each_as_what_it_is(stage: Stage) -> None:
    stage.record(write(stage, [("audio/ogg; codecs=opus", OGG), ("application/pdf", PDF)]))

    assert "🎤 [1.ogg](" in body(stage)
    assert "📎 [2.pdf](" in body(stage)
    assert "_Mensagem sem conteúdo._" not in body(stage)
    assert list(kept(stage).values()) == [OGG, PDF]


def test_ten_files_are_kept_in_their_order(stage: Stage) -> None:
    stage.record(write(stage, [("image/jpeg", JPEG + bytes([number])) for number in range(10)]))

    assert [JPEG + bytes([number]) for number in range(10)] == [
        content for _, content in sorted(kept(stage).items())
    ]
    places = re.findall(r"!\[(\d+)\.jpg\]", body(stage))
    assert [str(number) for number in range(1, 11)] == places


def test_further_messages_and_the_other_channel_share_the_persons_branch(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG)]))
    stage.record(write(stage, [("image/png", PNG)]))
    stage.record(write(stage, [("image/png", PNG)], wire_address=f"whatsapp:{ANA}"))

    assert len(kept(stage)) == 3
    assert len(stage.state.files.branches()) == 1


def test_a_repeated_batch_keeps_nothing_twice(stage: Stage) -> None:
    event = write(stage, [("image/png", PNG), ("image/jpeg", JPEG)])
    stage.record(event)
    before = commits(stage)
    stage.record(event)

    assert commits(stage) == before == 1
    assert stage.sandbox.issue(1)["comments"] == []


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("text/html", b"<html>"), "o tipo não é permitido"),
        (("image/svg+xml", b"<svg/>"), "o tipo não é permitido"),
        (("image/png", b"RIFF\0"), "o conteúdo não é do tipo declarado"),
        (("image/png", b"MZ\x90"), "é um programa ou tem macros"),
        (("application/x-msdownload", b"MZ\x90"), "é um programa ou tem macros"),
        (("application/x-pkcs12", b"0"), "é um certificado ou uma chave particular"),
        (("application/octet-stream", bytes.fromhex("30820a000201033082") + b"x"), "é um certificado"),
        (("text/plain", b"Segue\n-----BEGIN RSA PRIVATE KEY-----\n"), "é um certificado"),
        (("application/octet-stream", b"qualquer", "boleto.pdf.exe"), "é um programa"),
        (("image/png", PNG + b"x" * 16_000_001), "passa de 16 MB"),
    ],
)
def test_what_is_not_kept_is_listed_with_its_reason(stage: Stage, file: File, why: str) -> None:
    stage.record(write(stage, [file, ("image/png", PNG)], "Segue"))

    assert list(kept(stage).values()) == [PNG]
    assert f"⚠️ Anexo 1 (`{file[0]}`) não guardado:" in body(stage)
    assert why in body(stage)
    assert "![2.png](" in body(stage)


@pytest.mark.parametrize(
    ("file", "place"),
    [
        (("application/xml", b"<?xml version='1.0'?><a/>", "Nota 12/Água.xml"), "0-Água.xml"),
        (("application/octet-stream", b"OFXHEADER:100\n", "../../extrato\u202efdp.ofx"), "0-extratofdp.ofx"),
        (("text/csv", b"a;b\n1;2\n", "tabela 1.csv"), "0-tabela_1.csv"),
        (("application/pdf", PDF, "a](https://evil.example) <b>@marina</b> #1.pdf"), "0-b_1.pdf"),
        (("application/zip", b"PK\x03\x04" + b"\0" * 40, ".."), "0.zip"),
        (("application/pkcs7-signature", bytes.fromhex("308006092a864886f70d010702a080")), "0.p7s"),
    ],
)
def test_a_file_keeps_the_name_that_its_sender_gave_it_as_far_as_it_is_safe(
    stage: Stage, file: File, place: str
) -> None:
    event = write(stage, [file], "Segue", f"whatsapp:{ANA}")
    stage.record(event)

    assert kept(stage) == {f"{event.message.sid}/{place}": file[1]}
    assert "](http" in body(stage)
    assert "@marina" not in body(stage)


def test_two_files_of_one_name_are_both_kept_and_a_repeated_batch_keeps_them_once(stage: Stage) -> None:
    event = write(stage, [("application/pdf", PDF, "guia.pdf"), ("application/pdf", PDF + b"2", "guia.pdf")])
    stage.record(event)
    stage.record(event)

    assert [path.partition("/")[2] for path in sorted(kept(stage))] == ["0-guia.pdf", "1-guia.pdf"]
    assert body(stage).count("📎 [guia.pdf](") == 2
    assert commits(stage) == 1


def test_anything_keeps_any_file_but_those_that_are_refused() -> None:
    files: list[File] = [
        ("application/x-dwg", b"AC1015\0"),
        ("application/x-pkcs12", b"x"),
        ("image/png", b"MZ"),
    ]
    with Stage({"media": {"types": ["anything"]}}) as stage:
        stage.record(write(stage, files))

        assert list(kept(stage).values()) == [b"AC1015\0"]
    with Stage({"media": {"types": ["anything"], "refuse": []}}) as stage:
        stage.record(write(stage, files))

        assert [content for _, content in sorted(kept(stage).items())] == [b"AC1015\0", b"x", b"MZ"]


def test_a_file_that_twilio_has_no_more_does_not_stop_the_recording(stage: Stage) -> None:
    event = write(stage, [("image/png", PNG), ("image/jpeg", JPEG)], "Segue")
    sid = event.message.sid
    stage.twilio.state.remove_media(sid, stage.twilio.state.message(sid).media[0].sid)
    stage.record(event)

    assert "a Twilio não o tem mais" in body(stage)
    assert list(kept(stage)) == [f"{sid}/1.jpg"]


def test_github_that_refuses_to_keep_does_not_stop_the_recording(stage: Stage) -> None:
    reads = SecretStr(stage.state.people.job_token(frozenset({"contents:read", "issues:write"})))
    known = stage.tools.settings
    environment = known.environment.model_copy(update={"GITHUB_TOKEN": reads})
    made = tools.make(Settings(config=known.config, environment=environment), stage.environment)
    event = write(stage, [("image/png", PNG)], "Segue")

    record_messages.run({"client_payload": stage.payload([event])}, made)

    assert "o GitHub recusou guardá-lo" in body(stage)
    assert "> Segue" in body(stage)


def test_a_switch_turns_keeping_off() -> None:
    with Stage({"media": {"keep": False}}) as stage:
        stage.record(write(stage, [("image/png", PNG)]))

        assert kept(stage) == {}
        assert "`media.keep`" in body(stage)


@pytest.mark.parametrize("policy", ["seal", "allow"])
def test_a_public_repository_keeps_no_files(policy: str) -> None:
    with Stage({"privacy": {"public_repository": policy}}, private=False) as stage:
        stage.record(write(stage, [("image/png", PNG)], "Segue"))

        assert stage.state.files.branches() == {}
        assert ("este repositório é público. Ele fica na Twilio" in body(stage)) == (policy == "allow")


def test_lost_answers_of_github_keep_each_file_once(stage: Stage) -> None:
    event = write(stage, [("image/png", PNG), ("image/jpeg", JPEG)])
    stage.github_faults.switch_on("github-lost-answer", 2)
    stage.record(event)

    assert len(kept(stage)) == 2
    assert commits(stage) == 1
    assert "não guardado" not in body(stage)


def test_erasing_deletes_the_branch_with_all_files(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG)]))
    contact = stage.tools.vault.contact_id(Address.parse(ANA))
    branches = MediaBranches(stage.tools.settings)

    assert branches.erase([contact]) == 1
    assert branches.erase([contact]) == 0
    assert stage.state.files.branches() == {}


# Outbound


def conversation(stage: Stage, wire_address: str = f"whatsapp:{ANA}") -> None:
    to = stage.event("", wire_address).message.recipient.wire
    sid = stage.twilio.person_texts(wire_address, to, "Oi").sid
    stage.record(stage.event("Oi", wire_address, sid=sid))
    assert stage.twilio.wait_idle(10)


def sent(stage: Stage) -> list[tuple[str, list[str]]]:
    """Return what was sent after the acknowledgement, the oldest first: texts and addresses of files."""
    ours = [one for one in reversed(stage.twilio.state.messages()) if not one.inbound]
    return [(one.body, [file.source for file in one.media]) for one in ours[1:]]


def last_comment(stage: Stage) -> str:
    return str(stage.sandbox.issue(1)["comments"][-1]["body"])


def marks(stage: Stage, comment: int) -> set[str]:
    return {
        content
        for each in stage.sandbox.issue(1)["comments"]
        if each["id"] == comment
        for content, who in each["reactions"].items()
        if BOT in who
    }


def anonymous(url: str) -> bytes:
    """Fetch as Twilio does."""
    return requests.get(url, timeout=5).content


def test_a_picture_in_a_comment_goes_to_the_phone_by_an_address_that_twilio_can_open(stage: Stage) -> None:
    conversation(stage)
    picture = stage.sandbox.attach("guia.png", "image/png", PNG)
    comment = stage.sandbox.comment(1, "marina", f"/reply Segue a guia:\r\n\r\n{picture}")["id"]
    stage.reply()

    ((text, (url,)),) = sent(stage)
    assert text == "Segue a guia:"
    assert anonymous(url) == PNG
    assert marks(stage, comment) == {"eyes", "rocket"}

    stage.reply()
    assert len(sent(stage)) == 1


def test_whatsapp_gets_each_file_in_a_message_of_its_own(stage: Stage) -> None:
    conversation(stage)
    files = [stage.sandbox.attach(f"{n}.png", "image/png", PNG + bytes([n])) for n in range(3)]
    stage.sandbox.comment(1, "marina", f"/reply Três {' '.join(files)}")
    stage.reply()

    assert [text for text, _ in sent(stage)] == ["Três", "", ""]
    assert [anonymous(url) for _, (url,) in sent(stage)] == [PNG + bytes([n]) for n in range(3)]


def test_sms_gets_all_files_with_one_message(stage: Stage) -> None:
    conversation(stage, ANA)
    files = [stage.sandbox.attach(f"{n}.png", "image/png", PNG) for n in range(2)]
    stage.sandbox.comment(1, "marina", f"/reply Duas {' '.join(files)}")
    stage.reply()

    ((text, urls),) = sent(stage)
    assert (text, len(urls)) == ("Duas", 2)


def test_a_file_that_a_person_sent_can_be_sent_on(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG)], wire_address=f"whatsapp:{ANA}"))
    (shown,) = re.findall(r"!\[1\.png\]\([^)]+\)", body(stage))
    stage.sandbox.comment(1, "marina", f"/reply É esta?\n{shown}")
    stage.reply()

    ((text, (url,)),) = sent(stage)
    assert text == "É esta?"
    assert anonymous(url) == PNG


def test_files_alone_are_an_answer_and_the_same_again_is_another(stage: Stage) -> None:
    conversation(stage)
    picture = stage.sandbox.attach("a.png", "image/png", PNG)
    for _ in range(2):
        stage.sandbox.comment(1, "marina", f"/reply {picture}")
        stage.reply()

    assert [text for text, _ in sent(stage)] == ["", ""]


def test_a_lost_answer_of_twilio_sends_no_file_twice(stage: Stage) -> None:
    conversation(stage)
    files = [stage.sandbox.attach(f"{n}.png", "image/png", PNG) for n in range(2)]
    stage.sandbox.comment(1, "marina", f"/reply Duas {' '.join(files)}")
    stage.sandbox.switch_on("twilio-lost-answer", 2)
    stage.reply()

    assert [text for text, _ in sent(stage)] == ["Duas", ""]


def big(stage: Stage) -> str:
    return stage.sandbox.attach("a.png", "image/png", PNG + b"x" * 5_000_001)


@pytest.mark.parametrize(
    ("attach", "says"),
    [
        (
            lambda stage: stage.sandbox.attach("a.pdf", "application/pdf", PDF),
            "a Twilio busca o arquivo sem entrar",
        ),
        (big, "passa de 5 MB"),
        (lambda stage: stage.sandbox.attach("a.svg", "image/svg+xml", b"<svg/>"), "de um tipo que não pode"),
        (lambda _: "![x](http://169.254.169.254/latest)", "a Twilio busca o arquivo sem entrar"),
        (lambda _: "![x](https://intranet/a.png)", "a Twilio busca o arquivo sem entrar"),
        (lambda _: "![x](https://169.254.43518/a.png)", "a Twilio busca o arquivo sem entrar"),
        (
            lambda _: " ".join(f"![x](https://exemplo.com/{n}.png)" for n in range(11)),
            "no máximo 10 anexos",
        ),
    ],
    ids=[
        "signed in only",
        "too large",
        "type",
        "address",
        "host",
        "short address",
        "too many",
    ],
)
def test_a_file_that_cannot_be_sent_refuses_the_command_with_a_remedy(
    stage: Stage, attach: object, says: str
) -> None:
    conversation(stage)
    assert callable(attach)
    comment = stage.sandbox.comment(1, "marina", f"/reply Segue {attach(stage)}")["id"]
    stage.reply()

    assert sent(stage) == []
    assert says in last_comment(stage)
    assert marks(stage, comment) == {"confused"}


def test_a_failed_answer_is_sent_again_with_its_file(stage: Stage) -> None:
    conversation(stage, ANA)
    stage.sandbox.set_phone(ANA, landline=True)
    stage.sandbox.comment(1, "marina", f"/reply Segue {stage.sandbox.attach('a.png', 'image/png', PNG)}")
    stage.reply()
    stage.sandbox.set_phone(ANA, landline=False)
    stage.sandbox.comment(1, "marina", "/retry")
    stage.reply()

    ((text, (url,)),) = sent(stage)
    assert (text, anonymous(url)) == ("Segue", PNG)
