"""The keywords of all languages, and what each asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.core.sentences import Sentence


class Intent(StrEnum):
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    MY_DATA = "my_data"
    ERASE = "erase"


# Words that Twilio answers by itself on SMS unless Advanced Opt-Out is set up; the message must be the word
# alone, in any case. Source: twilio.com/docs/messaging/tutorials/advanced-opt-out.
TWILIO_STOP_WORDS = frozenset(
    {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"},
)
TWILIO_OTHER_WORDS = frozenset({"START", "YES", "UNSTOP", "HELP", "INFO"})

# The values of OptOutType when Advanced Opt-Out understood the message.
OPT_OUT_TYPES = {"STOP": Intent.OPT_OUT, "START": Intent.OPT_IN, "HELP": Intent.HELP}

# Consent must be unambiguous, so YES is missing: it answers many questions. So are ENTRAR and CADASTRAR, which an
# accounting office reads daily. Spanish is for offices that configure it: ALTO and ALTA are words of Portuguese too.
# INFO is Twilio's alone.
DEFAULTS: Mapping[str, Mapping[Intent, tuple[str, ...]]] = {
    "pt_br": {
        Intent.OPT_OUT: ("SAIR", "PARAR", "PARE", "CANCELAR", "DESCADASTRAR", "DESINSCREVER", "REMOVER"),
        Intent.OPT_IN: ("VOLTAR", "VOLTAR A RECEBER", "QUERO VOLTAR A RECEBER"),
        Intent.HELP: ("AJUDA",),
        Intent.MY_DATA: ("MEUS DADOS",),
        Intent.ERASE: ("APAGAR", "APAGAR MEUS DADOS", "APAGAR DADOS", "EXCLUIR MEUS DADOS"),
    },
    "es": dict.fromkeys(Intent, ()),
    "en": {
        Intent.OPT_OUT: (*sorted(TWILIO_STOP_WORDS), "OPT OUT", "STOP ALL"),
        Intent.OPT_IN: ("START", "UNSTOP"),
        Intent.HELP: ("HELP",),
        Intent.MY_DATA: ("MY DATA",),
        Intent.ERASE: ("ERASE", "ERASE MY DATA", "DELETE MY DATA"),
    },
}

# A longer message is no keyword, and is not decomposed: Unicode's canonical ordering, which that includes, takes a
# time that grows with the square of the number of combining marks in a row.
LONGEST = 1_000  # characters

_EMOJI_OF_A_LETTER = re.compile(r".\ufe0f\u20e3?")  # such as the i in a square


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What each keyword means, as `normal` spells it."""

    meanings: Mapping[str, Intent]

    @classmethod
    def of(cls, words: Iterable[tuple[Intent, Iterable[str]]]) -> Self:
        """Collect the words of all languages; raises ValueError for a word with two meanings or none."""
        meanings: dict[str, Intent] = {}
        for intent, spellings in words:
            for word in spellings:
                if not normal(word):
                    raise ValueError(
                        Sentence(
                            'words with letters or digits, unlike "{word}" under {intent}',
                            word=word,
                            intent=intent,
                        )
                    )
                known = meanings.setdefault(normal(word), intent)
                if known is not intent:
                    raise ValueError(
                        Sentence(
                            "each word under one meaning; {word} is under {known} and under {intent}",
                            word=word,
                            known=known,
                            intent=intent,
                        )
                    )
        return cls(meanings)


def normal(text: str) -> str:
    """Return the words of a text in small letters, without accents, punctuation, emojis and extra blanks.

    Empty for a text of more than `LONGEST` characters, not counting invisible ones.
    """
    without_emojis = _EMOJI_OF_A_LETTER.sub(" ", text)
    visible = "".join(one for one in without_emojis if unicodedata.category(one) not in ("Mn", "Cf"))
    spaced = " ".join(visible.split())
    if len(spaced) > LONGEST:
        return ""
    # Twice, since a styled letter, such as a bold one, becomes a capital only when it is decomposed.
    plain = unicodedata.normalize("NFKD", spaced.casefold())
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    kept = (character for character in decomposed if unicodedata.category(character) not in ("Mn", "Cf"))
    return " ".join("".join(character if character.isalnum() else " " for character in kept).split())
