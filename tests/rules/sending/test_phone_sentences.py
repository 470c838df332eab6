"""What a phone is sent of itself is spelled for its channel, and recognised when it has left."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.channels import Channel
from bot.core.settings import Configuration, Language
from bot.core.settings.own_texts import FIELDS
from bot.rules import texts
from bot.rules.sending import phone_sentences
from bot.rules.sending.phone_sentences import EXAMPLES, PhoneTexts
from bot.rules.text import segments
from bot.rules.texts import own

LONG = "Você não receberá mais mensagens. Se foi engano, é só nos avisar: a opção de voltar continua aqui."
SHORT = "Até já, não há mais nada."


def _said(channel: Channel, language: Language = Language.PT_BR) -> PhoneTexts:
    return PhoneTexts(texts.of(language), language, channel)


def test_an_sms_loses_its_accents_where_that_saves_a_segment() -> None:
    written = _said(Channel.SMS).write(LONG)

    assert written.startswith("Voce nao recebera mais mensagens.")
    assert (segments.measure(LONG).segments, segments.measure(written).segments) == (2, 1)


def test_an_sms_keeps_its_accents_where_they_cost_nothing() -> None:
    assert _said(Channel.SMS).write(SHORT) == SHORT


@pytest.mark.parametrize("text", [LONG, SHORT])
def test_whatsapp_keeps_its_accents(text: str) -> None:
    assert _said(Channel.WHATSAPP).write(text) == text


def _own(name: str, sentence: str, language: str = "pt-BR") -> Configuration:
    section: dict[str, object] = {name.rpartition(".")[2]: sentence}
    for step in reversed(name.split(".")[:-1]):
        section = {step: section}
    return Configuration.model_validate({"texts": {language: section}})


ACCENTED = st.text(alphabet="aáàãâeéêiíoóõôuúcçnNÃÇ ,.!?-–“”'’\n🙂{}0123ºª©½", max_size=60)  # noqa: RUF001 - signs people write


@given(st.sampled_from(sorted(FIELDS)), st.data(), st.sampled_from(Channel))
def test_what_the_check_accepts_can_be_filled_in_sent_and_recognised(
    name: str, data: st.DataObject, channel: Channel
) -> None:
    pieces = [data.draw(ACCENTED) for _ in range(len(FIELDS[name]) + 1)]
    pieces = [piece.replace("{", "{{").replace("}", "}}") for piece in pieces]
    order = data.draw(st.permutations([f"{{{field}}}" for field in FIELDS[name]]))
    sentence = "".join(piece for pair in zip(pieces, [*order, ""], strict=True) for piece in pair)
    try:
        config = _own(name, sentence)
    except ValidationError:
        assume(False)
    said = PhoneTexts(own.of(config, Language.PT_BR), Language.PT_BR, channel)

    written = said.write(own.sentence(said.texts, name), **{field: EXAMPLES[field] for field in FIELDS[name]})

    written.encode("utf-8")
    assert segments.measure(written).segments <= segments.measure(sentence.format(**EXAMPLES)).segments
    assert phone_sentences.is_one_of(written, own.every(config, [name]))


@given(ACCENTED, ACCENTED, st.integers(1, 10**7), st.sampled_from(Channel))
def test_the_greeting_that_an_issue_shows_is_recognised_with_every_number(
    before: str, after: str, number: int, channel: Channel
) -> None:
    sentence = f"Oi {before}{{number}}{after}".replace("{number}", "\0")
    sentence = sentence.replace("{", "{{").replace("}", "}}").replace("\0", "{number}")
    config = _own("acknowledgement", sentence)
    said = PhoneTexts(own.of(config, Language.PT_BR), Language.PT_BR, channel)

    assert phone_sentences.is_one_of(
        said.greeting.format(number=number), own.every(config, ["acknowledgement"])
    )


@pytest.mark.parametrize("sentence", ["{number} é o seu protocolo.", "{number} ok", "Oi {number}"])
@pytest.mark.parametrize(
    "text", ["12", "Bom dia, tudo certo", "12 maçãs", "Seu boleto vence amanhã: 12", "", "ok"]
)
def test_a_sentence_that_begins_with_a_brace_takes_nothing_else_for_automatic(
    sentence: str, text: str
) -> None:
    assert not phone_sentences.is_one_of(
        text, own.every(_own("acknowledgement", sentence), ["acknowledgement"])
    )


def test_both_languages_and_both_spellings_are_recognised_beside_the_changed_one() -> None:
    known = own.every(_own("opted_out", LONG), ["opted_out"])

    for text in (
        LONG,
        segments.transliterate(LONG).text,
        "Voce nao recebera mais mensagens nossas. Para voltar a receber, envie VOLTAR.",
        texts.of("pt-BR").opted_out,
        f"Sent from your Twilio trial account - {texts.of('en').opted_out}",
    ):
        assert phone_sentences.is_one_of(text, known)
