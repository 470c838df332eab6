"""An error is shown in the language of its readers, with all that is in it."""

from __future__ import annotations

import pytest

from bot.core.errors import ConfigError, SealError, TemporaryError
from bot.core.sentences import Sentence, joined, lines
from bot.rules import texts
from bot.rules.sending import order_form
from bot.rules.sending.order_form import InvalidFieldsError

PORTUGUESE, ENGLISH = texts.of("pt-BR").errors, texts.of("en").errors
DOWN = Sentence("Twilio is out of order (HTTP {status}).", status=503)


def test_it_reads_in_english_wherever_no_language_is_known() -> None:
    assert DOWN == "Twilio is out of order (HTTP 503)."
    assert (
        f"{TemporaryError(DOWN)}" == "Twilio is out of order (HTTP 503). It is tried again; nothing is lost."
    )


@pytest.mark.parametrize(
    ("sentence", "portuguese"),
    [
        (DOWN, "A Twilio está com problemas (HTTP 503)."),
        (
            joined([DOWN, "Twilio cannot be reached."]),
            "A Twilio está com problemas (HTTP 503). A Twilio não pôde ser alcançada.",
        ),
        (lines([DOWN, "{other}"]), "- A Twilio está com problemas (HTTP 503).\n- {other}"),
        ("Written by nobody.", "Written by nobody."),
        (
            Sentence("GitHub refused (HTTP {status}: {message}).", status=422, message="{x} is {y}"),
            "O GitHub recusou (HTTP 422: {x} is {y}).",
        ),
        (SealError().sentence, "Um valor lacrado não abre com as chaves de CONTACT_KEY. Dê a este processo"),
        (ConfigError(["a.yml:1: one"]).sentence, "A configuração tem 1 erro:\n- a.yml:1: one"),
        (ConfigError(["one", "two"]).sentence, "A configuração tem 2 erros:\n- one\n- two"),
    ],
)
def test_it_is_translated_with_what_is_in_it(sentence: str, portuguese: str) -> None:
    assert PORTUGUESE.shown(sentence).startswith(portuguese)
    assert ENGLISH.shown(sentence) == sentence


def test_the_faults_of_a_form_are_translated() -> None:
    with pytest.raises(InvalidFieldsError) as caught:
        order_form.from_form({"destination": "11987654321", "message": "x" * 70_000, "purpose": "fun"})

    assert PORTUGUESE.shown(caught.value.sentence).splitlines() == [
        "3 campos estão errados:",
        "- purpose não é um destes: notification, marketing, alert. Exemplo: notification",
        "- destination não tem código do país; um número do Brasil começa com +55. Exemplo: +5511977770000",
        "- message tem 70000 caracteres; o máximo são 16000. Exemplo: Sua guia de FGTS vence amanhã.",
    ]
