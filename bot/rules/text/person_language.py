"""In which language somebody writes, where that is sure: told by the small words that one of the languages alone has.

Names, addresses, amounts and words that both have say nothing. A short text, a mixed one and one in a third language
are not sure: then the office's own language is the better guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.settings import Language

_FEWEST_WORDS = 4
_FEWEST_SIGNS = 3  # that speak for it
_FEWEST_KINDS = 2  # of them that differ: the same word over and over is no sentence
_SHARE = 5  # one sign among so many words, at least
_AGAINST = 6  # so many signs for it outweigh one against it

_ADDRESS = re.compile(r"://|@|\w\.[^\W\d]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # noqa: RUF001 - phones write that apostrophe


def _all(words: str) -> frozenset[str]:
    return frozenset(words.split())


# None of these is a word of the other language, nor what people write for one in haste (such as "to" for "estou").
_PORTUGUESE = _all(
    """
    não nao você voce vc vcs vocês voces eu ele ela eles elas nós meu minha meus minhas seu sua seus suas nosso
    nossa isso isto esse essa este esta aquele aquela um uma uns umas da dos das na nos nas pelo pela pelos pelas
    ao aos em com sem para pra por que se mas mais muito muita também tambem já até ainda então entao porque
    quando onde quem qual quais quanto quanta quantos como só sobre desde foi foram são estou está estão estava
    tem têm tenho temos tinha ter ser vou vai vão vamos fazer faço fiz feito quero queria gostaria preciso
    precisamos posso pode podem poderia consigo consegui recebi receber enviei enviar mandei mandar paguei pagar
    obrigado obrigada obg bom boa dia tarde noite olá ola oi bem aqui hoje ontem amanhã amanha agora depois antes
    favor outra outro outras outros há ou os lhe deles dela nela nele disso nisso à às pois senhor senhora tudo
    nada alguém alguma algum
    """
)
_ENGLISH = _all(
    """
    the and is are was were be been being i i'm i've i'd i'll you your yours you're we we're we've our us my mine
    it it's its he she they them their this that that's these those there there's of with from by into about what
    what's when where which who why how how's will would could should can't couldn't don't doesn't didn't won't
    isn't aren't wasn't haven't hasn't have had does did not if but or any some please thanks thank hello hi hey
    yes need want like got get know just still yet already before after today tomorrow yesterday morning afternoon
    evening good very much many more could've let let's here then than because while again all
    """
)
# Words of neither that would else be taken for one of them.
_OTHERS = _all(
    """
    el los las una unas unos del y pero muy usted ustedes gracias hola buenos buenas quiero necesito estoy tengo
    puedo hoy mañana ayer aquí también tambien cuando donde quién cuánto hasta desde por qué mi mis su sus lo le
    les nosotros yo tú ella ellos hay sin sobre está este esta con porque favor es il che non sono grazie per
    della vous nous je merci bonjour pour avec est une ich und der die das nicht ist
    """
)


def of(texts: Iterable[str]) -> Language | None:
    """Return the language of what a person wrote; None where that is not sure."""
    words = [word for text in texts for word in _words(text)]
    if len(words) < _FEWEST_WORDS:
        return None
    third = [word for word in words if word in _ONLY_OTHERS]
    portuguese = [word for word in words if word in _PORTUGUESE or _is_portuguese(word)]
    english = [word for word in words if word in _ENGLISH]
    for language, mine, theirs in (
        (Language.PT_BR, portuguese, english),
        (Language.EN, english, portuguese),
    ):
        against = len(theirs) + len(third)
        if (
            len(mine) >= _FEWEST_SIGNS
            and len(set(mine)) >= _FEWEST_KINDS
            and len(mine) * _SHARE >= len(words)
            and len(mine) >= against * _AGAINST
        ):
            return language
    return None


_ONLY_OTHERS = _OTHERS - _PORTUGUESE - _ENGLISH


def _words(text: str) -> list[str]:
    parts = (part for part in text.split() if not _ADDRESS.search(part))
    found = (word for part in parts for word in _WORD.findall(part))
    return [word.casefold().replace("’", "'") for word in found]  # noqa: RUF001 - see above


def _is_portuguese(word: str) -> bool:
    """Whether a word has letters that neither English nor Spanish writes so: ã, õ, and ção."""
    return any(letter in "ãõ" for letter in word)
