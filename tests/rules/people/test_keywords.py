"""A message that is a keyword alone is understood however it is typed; anything else is for the maintainers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.core.settings import Configuration, config, vocabulary
from bot.core.settings.vocabulary import DEFAULTS, TWILIO_OTHER_WORDS, TWILIO_STOP_WORDS, Intent, Vocabulary
from bot.rules.people import keywords
from tests.making import texts

VOCABULARY = Configuration().keywords.vocabulary
EVERY_WORD = [(intent, word) for words in DEFAULTS.values() for intent in Intent for word in words[intent]]
AROUND = [
    "",
    " ",
    "\n",
    "!",
    "...",
    "😜",
    "❤\ufe0f",
    "\u200b",
    "¡",
    '"',
    "*",
    "\u00a0",
    "🇧🇷",
    "\ufeff",
    "\u2139\ufe0f",
]


@given(st.sampled_from(EVERY_WORD), st.sampled_from(AROUND), st.sampled_from(AROUND), st.booleans())
def test_case_punctuation_blanks_and_emojis_do_not_matter(
    known: tuple[Intent, str], before: str, after: str, small: bool
) -> None:
    intent, word = known

    assert intent is keywords.read(before + (word.lower() if small else word) + after, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Sair", Intent.OPT_OUT),
        ("sáir", Intent.OPT_OUT),
        ("s\u0301air", Intent.OPT_OUT),
        ("ＳＡＩＲ", Intent.OPT_OUT),  # noqa: RUF001 - full width
        ("  meus \n dados?", Intent.MY_DATA),
        ("Meus-dados", Intent.MY_DATA),
        ("apagar meus dados.", Intent.ERASE),
        ("Delete my data", Intent.ERASE),
        ("stop", Intent.OPT_OUT),
        ("Opt-out", Intent.OPT_OUT),
        ("start", Intent.OPT_IN),
        ("voltar 🙏", Intent.OPT_IN),
        ("Ajuda!!!", Intent.HELP),
    ],
)
def test_what_people_type_is_understood(text: str, intent: Intent) -> None:
    assert intent is keywords.read(text, VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "😜", "Quero sair mais cedo", "sair sair", "parar?? não", "não apagar", "saída", "stopp"),
        *("yes", "sim", "1", "dados", "meusdados", "preciso de ajuda"),
    ],
)
def test_anything_else_is_for_the_maintainers(text: str) -> None:
    assert keywords.read(text, VOCABULARY) is None


def test_letters_of_another_style_are_letters() -> None:
    assert keywords.read("\N{MATHEMATICAL BOLD CAPITAL S}air", VOCABULARY) is Intent.OPT_OUT


@given(texts(60))
def test_any_text_is_read_and_its_normal_form_is_one(text: str) -> None:
    assert vocabulary.normal(vocabulary.normal(text)) == vocabulary.normal(text)
    assert keywords.read(text, VOCABULARY) in {*Intent, None}


@pytest.mark.parametrize(
    ("text", "opt_out_type", "intent"),
    [
        ("qualquer coisa", "STOP", Intent.OPT_OUT),
        ("SAIR", "START", Intent.OPT_IN),
        ("SAIR", "help", Intent.HELP),
        ("SAIR", "", Intent.OPT_OUT),
        ("SAIR", "SOMETHING NEW", Intent.OPT_OUT),
    ],
)
def test_what_twilio_understood_comes_first(text: str, opt_out_type: str, intent: Intent) -> None:
    assert intent is keywords.read(text, VOCABULARY, opt_out_type)


@pytest.mark.parametrize("word", sorted(TWILIO_STOP_WORDS | TWILIO_OTHER_WORDS))
def test_twilio_answers_its_words_on_sms_only(word: str) -> None:
    assert keywords.answered_by_twilio(Channel.SMS, f" {word.lower()}\n")
    assert not keywords.answered_by_twilio(Channel.WHATSAPP, word)


@pytest.mark.parametrize("text", ["STOP!", "PARAR", "please stop", "", "SAIR"])
def test_other_words_are_ours_to_answer(text: str) -> None:
    assert not keywords.answered_by_twilio(Channel.SMS, text)


@pytest.mark.parametrize("channel", Channel)
def test_with_advanced_opt_out_twilio_answers_on_any_channel(channel: Channel) -> None:
    assert keywords.answered_by_twilio(channel, "PARAR", "STOP")
    assert not keywords.answered_by_twilio(channel, "PARAR", "UNKNOWN")


def test_every_word_by_which_twilio_stops_us_is_an_opt_out_for_us_too() -> None:
    assert {keywords.read(word, VOCABULARY) for word in TWILIO_STOP_WORDS} == {Intent.OPT_OUT}


def test_yes_is_no_consent() -> None:
    assert keywords.read("YES", VOCABULARY) is None


def test_a_word_with_two_meanings_is_refused_however_it_is_spelt() -> None:
    with pytest.raises(
        ValueError, match="each word under one meaning; vóltar is under opt_in and under opt_out"
    ):
        Vocabulary.of([(Intent.OPT_IN, ["VOLTAR"]), (Intent.OPT_OUT, ["vóltar"])])


def test_a_word_may_be_in_several_languages() -> None:
    words = [(Intent.OPT_OUT, ["PARAR"]), (Intent.OPT_OUT, ["parar"])]

    assert keywords.read("Parar", Vocabulary.of(words)) is Intent.OPT_OUT


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "keywords:\n  en:\n    help: [sair]",
            "expected each word under one meaning; sair is under opt_out and under help.",
        ),
        (
            "keywords:\n  es:\n    help: ['!!']",
            'expected words with letters or digits, unlike "!!" under help.',
        ),
        ("policy:\n  marketing:\n    hours: 9-22", "policy.marketing.hours"),
        ("policy:\n  marketing:\n    cap: often", "expected a number and a time, such as 1 per 1d"),
        ("policy:\n  marketing:\n    days: []", "expected at least one of mon, tue"),
        ("policy:\n  marketing:\n    days: [monday]", "Did you mean mon?"),
        ("policy:\n  marketing:\n    our: 1", "policy.marketing.our is not a setting. Did you mean hours?"),
        ("messages:\n  transliterate: perhaps", "messages.transliterate"),
    ],
)
def test_a_fault_of_the_rules_is_reported_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "config.yml"
    file.write_text(text, encoding="utf-8")

    configuration, faults = config.read_file(file)

    assert configuration is None
    assert len(faults) == 1
    assert fault in faults[0]
    assert faults[0].startswith(f"{file}:{1 if 'keywords' in text else text.count(chr(10)) + 1}:")


def test_the_words_of_one_language_can_be_changed_without_naming_the_others() -> None:
    changed = Configuration.model_validate(
        {"keywords": {"pt_br": {"opt_out": ["CHEGA"]}}}
    ).keywords.vocabulary

    assert keywords.read("chega!", changed) is Intent.OPT_OUT
    assert keywords.read("sair", changed) is None
    assert keywords.read("ajuda", changed) is Intent.HELP
    assert keywords.read("stop", changed) is Intent.OPT_OUT


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("APAGAR 482913", "482913"),
        ("apagar meus dados: 482913!", "482913"),
        ("excluir meus dados 482913", "482913"),
        ("Erase 482913", "482913"),
        ("482913", "482913"),
        (" 482913 ", "482913"),
        ("APAGAR 48291", ""),
        ("APAGAR 4829133", ""),
        ("APAGAR", ""),
        ("SAIR 482913", ""),
        ("boleto 482913", ""),
        ("APAGAR 482 913", ""),
    ],
)
def test_a_code_confirms_an_erasure_behind_a_word_for_it_or_alone(text: str, code: str) -> None:
    assert keywords.code(text, VOCABULARY) == code
