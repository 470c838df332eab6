"""Issues and comments show a person's text, and nothing in it acts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.twilio import webhook
from bot.core.messages import Address, Choice, Event, Location, Media, MessageSid, Order, Referral
from bot.rules import texts
from bot.rules.people import contacts
from bot.rules.text import contents, rendering
from bot.rules.text.characters import clean
from bot.rules.text.insides import Cards
from bot.rules.text.media_types import KeptFile
from bot.rules.text.rendering import Beginning, Style
from bot.rules.text.vcards import Card
from tests import github_page, making
from tests.making import ANA, event

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
STYLE = Style(texts.of("pt-BR"), SAO_PAULO)
PUBLIC = replace(STYLE, show_texts=False)
NEW = Beginning()
# The one link that a message makes: to the map of a place that is two numbers.
_MAP = re.compile(
    r"a \[\('href', 'https://www\.google\.com/maps/search/\?api=1&query=-?[0-9.]+%2C-?[0-9.]+'\)]", re.ASCII
)


@given(making.texts(), making.texts(), making.texts())
@example("", "", "0")
def test_nothing_acts_in_a_profile_name_a_tapped_button_or_a_place(name: str, title: str, place: str) -> None:
    message = replace(
        making.message("Oi"),
        profile_name=name,
        choice=Choice(title, title),
        location=Location(place, place, place, place),
        media=(Media("u", title),),
        trouble=title,
    )
    _assert_only_the_frame_acts([replace(event(), message=message)])


@given(st.lists(making.events(), min_size=1, max_size=2))
def test_nothing_acts_in_a_conversation(group: list[Event]) -> None:
    _assert_only_the_frame_acts(group)


@given(making.texts(60))
@example("ahttp:0")
def test_nothing_acts_in_the_name_of_a_sender(name: str) -> None:
    sender = Address.parse(name)
    masked = contacts.masked(sender)

    assert github_page.live(masked) == {}
    assert set(github_page.elements(f"**a** {masked} **b**")) == {"p", "strong"}
    assert github_page.text(f"**a** {masked} **b**").rstrip("\n") == f"a {masked} b"
    _assert_only_the_frame_acts([event("Oi", sender)])


def _assert_only_the_frame_acts(group: list[Event]) -> None:
    body = rendering.conversation("<!-- m -->", group, STYLE, [""] * len(group), NEW)

    assert {one for one in github_page.elements(body) if not _MAP.fullmatch(one)} <= github_page.FRAME | {
        "strong",
        "em",
        "sub",
        "hr",
        "details",
        "summary",
    }
    assert github_page.live(re.sub("<sub>.*?</sub>", "", body)) == {}


@given(making.events())
def test_every_message_can_be_shown_and_never_with_its_number(received: Event) -> None:
    body = rendering.conversation("<!-- m -->", [received], STYLE, [""], Beginning(3))

    assert len(body) < 65_536
    assert received.message.sid in body
    number = received.message.sender.value
    assert not number.startswith("+") or number not in body or number in received.message.text


@given(making.texts(60), making.texts())
def test_nothing_acts_in_an_order(name: str, text: str) -> None:
    order = Order(1, datetime(2026, 11, 1, tzinfo=UTC), name, ANA, text, by=name)
    shown = rendering.notice("<!-- m -->", order, text, STYLE)

    assert set(github_page.elements(shown)) <= github_page.FRAME | {"sub"}
    assert github_page.live(shown) == {}


@given(making.texts())
def test_a_title_is_one_line_within_githubs_limit(text: str) -> None:
    title = rendering.title(replace(making.message(text), profile_name=text), STYLE)

    assert len(title) <= 256
    assert title.splitlines() == [title]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", title)


def test_in_a_public_repository_neither_text_nor_number_nor_name_is_shown() -> None:
    message = replace(making.message("segredo"), profile_name="Ana Souza")
    received = replace(event(), message=message)
    shown = rendering.title(message, PUBLIC) + rendering.conversation(
        "<!-- m -->", [received], PUBLIC, ["gAAA"], NEW
    )

    assert "gAAA" in shown
    assert not [word for word in ("segredo", "Ana", contacts.masked(ANA), "4321") if word in shown]


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (
            {"media": (Media("u", "image/png"), Media("u", "audio/ogg"))},
            "**Anexos:** 2 (`image/png`, `audio/ogg`)",
        ),
        (
            {"location": Location("-23.5", "-46.6", "Escritório", "")},
            "**Localização:** Escritório (`-23.5, -46.6`)",
        ),
        ({"location": Location("-23.5", "-46.6")}, "**Localização:** `-23.5, -46.6`"),
        ({"choice": Choice("Sim", "yes")}, "**Opção escolhida:** Sim (`yes`)"),
        ({"reply_to": MessageSid("SM1")}, "**Em resposta a:** `SM1`"),
        ({"forwarded": True}, "_Mensagem encaminhada._"),
        ({"trouble": "11200"}, "erro do endereço principal: `11200`"),
        ({}, "_Mensagem sem conteúdo._"),
        ({"text": "\x00\u200b\u2060 \ufeff"}, "_Mensagem sem conteúdo._"),
        ({"kind": "text"}, "_Mensagem sem conteúdo._"),
        ({"kind": "unsupported"}, "Mensagem do tipo `unsupported`: o conteúdo não pode ser mostrado"),
        ({"kind": "order"}, "Mensagem do tipo `order`"),
        ({"kind": "contacts"}, "Mensagem do tipo `contacts`"),
        ({"kind": "order", "text": "dois"}, "> dois\n\n⚠️ Mensagem do tipo `order`: além do que se vê"),
        ({"damaged": True}, "Uma parte desta mensagem não pôde ser lida"),
        ({"cut": True, "text": "x"}, "falta o fim"),
        (
            {
                "referral": Referral(
                    "Abra sua empresa", "Sem custo", "https://fb.me/x", "123", "https://cdn.test/x"
                )
            },
            "**Veio de um anúncio:** Abra sua empresa · Sem custo · `https://fb.me/x` · `https://cdn.test/x` · `123`",
        ),
    ],
    ids=[
        "media",
        "named place",
        "place",
        "choice",
        "answer",
        "forwarded",
        "fallback",
        "nothing",
        *map(str, range(9)),
    ],
)
def test_what_a_message_carries_besides_text_is_readable(part: dict[str, object], shown: str) -> None:
    message = replace(making.message(""), **part)  # type: ignore[arg-type]  # one field a row

    assert shown in rendering.message(replace(event(), message=message), STYLE, "")


def test_a_known_kind_of_message_is_not_explained() -> None:
    shown = rendering.message(replace(event(), message=replace(making.message("Oi"), kind="text")), STYLE, "")

    assert "Mensagem do tipo" not in shown


def test_a_name_is_shown_when_it_is_new_or_has_changed_and_not_again() -> None:
    def received(name: str, user: str = "") -> Event:
        return replace(event(), message=replace(making.message("Oi"), profile_name=name, user_name=user))

    opened = rendering.conversation(
        "<!-- m -->", [received("Ana", "ana.s"), received("Ana", "ana.s")], STYLE, ["", ""], NEW
    )
    same = rendering.further_messages("<!-- m -->", [received("Ana", "ana.s")], STYLE, [""], opened)
    later = rendering.further_messages(
        "<!-- m -->", [received("Ana Lima"), received("Ana Lima")], STYLE, ["", ""], opened
    )
    public = rendering.further_messages("<!-- m -->", [received("Ana Lima")], PUBLIC, ["x"], opened)

    assert "👤 **Ana (`@ana.s`)** · +55 11 *****-4321 · SMS" in opened
    assert "Nome no perfil" not in opened + same
    assert later.count("**Nome no perfil:** Ana Lima\n") == 1
    assert "Ana" not in public


@given(making.texts(2_000), st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_a_long_text_is_shown_whole_in_several_comments(text: str, times: int) -> None:
    message = replace(making.message(), text=f"{text} fim\n" * times)
    beginning = rendering.message(replace(event(), message=message), STYLE, "")
    bodies = [beginning.rpartition("\n\n<details>")[0], *contents.continuations(message, STYLE.texts)]

    assert all(len(body) < rendering.MAX_BODY_CHARACTERS for body in bodies)
    shown = "\n".join(line for body in bodies for line in body.splitlines() if line.startswith(">"))
    assert github_page.text(shown).split() == clean(message.text).split()
    for body in bodies:
        assert github_page.live(body) == {}


@pytest.mark.parametrize("unit", ["` ", "a", "`", "@ ", "*\n", "palavra "])
def test_the_worst_long_texts_fit_into_comments(unit: str) -> None:
    message = replace(making.message(), text=unit * (60_000 // len(unit)))
    bodies = [
        rendering.message(replace(event(), message=message), STYLE, ""),
        *contents.continuations(message, STYLE.texts),
    ]

    assert max(map(len, bodies)) < rendering.MAX_BODY_CHARACTERS
    shown = "".join(
        github_page.text("\n".join(line for line in body.splitlines() if line.startswith(">")))
        for body in bodies
    )
    assert "".join(shown.split()) == "".join(message.text.split())


@pytest.mark.parametrize("unit", ["` ", "a", "@ ", "é", "`", "<b> "])
def test_the_fullest_message_fits_into_an_issue(unit: str) -> None:
    long = unit * 1024
    names = (
        "ProfileName",
        "ProfileUsername",
        "Label",
        "Address",
        "ListTitle",
        "ListId",
        "Latitude",
        "Longitude",
    )
    referral = (
        "ReferralHeadline",
        "ReferralBody",
        "ReferralSourceUrl",
        "ReferralSourceId",
        "ReferralMediaUrl",
    )
    media = {f"Media{kind}{place}": long for place in range(10) for kind in ("Url", "ContentType")}
    form = {**dict.fromkeys((*names, *referral, "MessageType", "ErrorCode"), long), **media}
    message = webhook.parse(
        {
            "MessageSid": f"SM{'a' * 32}",
            "From": "whatsapp:+5511987654321",
            "To": "+1",
            **form,
            "Body": unit * 30_000,
        }
    )
    files = (
        KeptFile(
            "0.vcf",
            "text/vcard",
            "https://github.com/" + "x" * 200,
            inside=Cards((Card(unit * 5_000, "*****-7777"),)),
        ),
    ) * 10
    body = rendering.conversation(
        "<!-- m -->" * 60,
        [replace(event(), message=message)],
        STYLE,
        [""],
        Beginning(enclosures=contents.Enclosures({message.sid: files})),
    )

    assert len(body) < 65_536


def test_local_time_is_shown_as_people_say_it_and_what_a_search_needs_is_folded_away() -> None:
    received = Event(42, datetime(2026, 11, 23, 17, 5, 9, tzinfo=UTC), making.message("Oi"))
    body = rendering.conversation("<!-- m -->", [received], STYLE, [""], NEW)
    before, folded = body.split("</summary>")

    assert before.endswith("> Oi\n\n<details><summary><sub>23/11/2026 às 14:05</sub>")
    assert received.message.sid not in before
    assert f"<code>{received.message.sid}</code> · 42 · 23/11/2026 14:05:09 -03" in folded


def test_the_window_of_whatsapp_is_shown_once_and_ends_a_day_after_the_last_message() -> None:
    message = making.message("Oi", Address.parse("whatsapp:+5511987654321"))
    first = Event(1, datetime(2026, 11, 23, 12, 0, tzinfo=UTC), message)
    last = Event(2, datetime(2026, 11, 23, 15, 30, tzinfo=UTC), message)
    body = rendering.conversation("<!-- m -->", [first, last], STYLE, ["", ""], NEW)

    assert body.count("resposta livre até") == 1
    assert "resposta livre até 24/11/2026 às 12:30" in body


@given(making.texts())
def test_the_automatic_answer_is_shown_with_the_number_of_its_issue_and_nothing_else_changes(
    text: str,
) -> None:
    answer = Beginning(answer="Protocolo {number}.")
    body = rendering.conversation(
        "<!-- m -->", [event(f"{text} IssueNumber\n🤖 IssueNumber")], STYLE, [""], answer
    )
    numbered = rendering.numbered(body, 77)

    assert "\n🤖 **Resposta automática:** Protocolo 77. <sub>" in numbered
    assert numbered.replace("Protocolo 77", "Protocolo IssueNumber") == body


def test_a_body_without_an_automatic_answer_is_left_as_it_is() -> None:
    body = rendering.conversation("<!-- m -->", [event("IssueNumber")], STYLE, [""], NEW)

    assert rendering.numbered(body, 77) == body


def test_somebody_who_cannot_be_answered_is_marked_so() -> None:
    received = event("Seu código", Address.parse("BANCO"))

    assert "não recebe respostas" in rendering.conversation("<!-- m -->", [received], STYLE, [""], NEW)


def test_help_lists_every_command_with_its_meaning() -> None:
    for language, names in (("pt-BR", "`/responder` `/reply`"), ("en", "`/reply` `/responder`")):
        table = rendering.help_table(texts.of(language))

        assert names in table, language
        assert "`/q` `/rapida` `/quick`" in table, language
        assert all(sentence in table for sentence in texts.of(language).commands.values())
