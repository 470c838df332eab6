"""How people ask for no more messages in other words than a keyword: what is certain, and what is only likely."""

from __future__ import annotations

import re

from bot.core.settings.vocabulary import LONGEST, Intent, Vocabulary, normal

# Keywords that are also everyday answers in an office: with anything beside them, a maintainer has to judge.
_EVERYDAY = frozenset({"cancelar", "cancel", "remover", "end", "quit", "revoke"})
_FEWEST_LETTERS = 3  # of a word that is spelled out: S A I R

_COURTESY = frozenset(
    (
        *("obrigado", "obrigada", "obg", "obgd", "grato", "grata", "agradeco", "gentileza"),
        *("favor", "por", "pf", "pfv", "please", "pls", "thanks", "thank", "you", "thx"),
        *("gracias", "oi", "ola", "bom", "boa", "dia", "tarde", "noite"),
    )
)
# The first words of a line that begins the end of a mail, or of what a phone adds below a text.
_SENT_BY = (
    r"enviado (?:d[oae]|pel[oa]|via|desde|a partir)|sent (?:from|via)|get outlook|ob(?:ter|tenha) o outlook"
)
_CLOSING = re.compile(
    rf"(?:atte?|atenciosamente|cordialmente|abs|abracos?|obrigad[oa]|obg|grat[oa]|{_SENT_BY})(?: .*)?"
)
_SIGNATURE = re.compile(f" (?:{_SENT_BY}) ")

# Every pattern meets the text as `normal` spells it, and is linear: fixed words, no repetition inside another.
_WHICH = (
    r"(?:(?:as|os|a|o|essas?|esses?|estas?|estes?|suas?|seus?|mais|nenhuma?|tantas?|de) )?"
    r"(?:(?:suas?|seus?|essas?|esses?) )?"
)
_MESSAGES = r"(?:mensage[mn]s?|msgs?|sms|torpedos?|propagandas?|avisos?|notificac(?:ao|oes))"
_TAKE = r"(?:tir[ae]m?|tirar|retir[ae]m?|retirar|remov[ae]m?|remover)"
_WHOSE = (
    r"(?: (?:suas|de voces?|deste numero|desse numero|neste numero|nesse numero|por aqui|aqui|"
    r"no meu (?:celular|numero|telefone|whatsapp|whats)|por (?:sms|whatsapp|whats)))?"
)
_CERTAIN = re.compile(
    "|".join(
        (
            r"parem",
            r"(?:quero |gostaria de )?(?:me )?(?:descadastr(?:ar|e|a|em)|desinscrev(?:er|a|am))(?: me)?",
            rf"(?:eu )?nao (?:quero|desejo) (?:mais )?receber {_WHICH}{_MESSAGES}{_WHOSE}",
            rf"(?:eu )?nao (?:quero|desejo) mais receber(?: nada)?{_WHOSE}",
            rf"nao (?:me )?(?:mandem?|enviem?|manda|envia) mais {_WHICH}{_MESSAGES}{_WHOSE}",
            rf"(?:parem?|para|parar) de (?:me )?(?:mandar|enviar) {_WHICH}{_MESSAGES}{_WHOSE}",
            rf"(?:quero )?(?:parar|deixar) de receber(?: {_WHICH}{_MESSAGES})?{_WHOSE}",
            r"(?:parem?|parar|cancelar|cancele) (?:as |os |o envio de )?(?:mensagens|sms|torpedos)",
            r"(?:quero )?sair da lista(?: de (?:envio|transmissao|mensagens))?",
            rf"(?:me )?{_TAKE}(?: me)? da(?: sua)? lista(?: de (?:envio|transmissao|mensagens))?",
            rf"{_TAKE} (?:o )?meu numero(?: da (?:sua )?lista)?",
            r"stop (?:sending|texting|messaging)(?: me)?(?: messages| texts| sms)?",
            r"(?:stop|no more) (?:messages|texts|sms)",
            r"(?:unsubscribe|remove) me|(?:remove me from|take me off) (?:the|your|this) list|opt me out",
            r"(?:do not|don t) (?:text|message) me(?: again| anymore)?",
        )
    )
)
_LIKELY_ALONE = frozenset(
    {
        *("cancela", "cancele", "cancelem", "remova", "nao quero mais", "nao quero receber", "pode parar"),
        *("chega", "baja", "salir", "dar de baja", "darse de baja", "nao mande mais nada"),
        *("nao envie mais nada", "nao me mande mais", "nao me mande mais nada", "nao me envie mais nada"),
        *("cancelar inscricao", "cancelar a inscricao", "cancelar minha inscricao", "cancelar cadastro"),
        *("cancelar meu cadastro", "cancelar assinatura", "pare de me mandar isso", "para de me mandar isso"),
        *("exclua meu numero", "excluir meu numero", "apague meu numero"),
    }
)
_LIKELY = re.compile(
    " (?:"
    + "|".join(
        (
            rf"nao (?:quero|desejo|queria|gostaria de|aguento) (?:mais )?receber {_WHICH}{_MESSAGES}",
            rf"nao (?:me )?(?:mandem?|enviem?|manda|envia|mandar|enviar) mais {_WHICH}(?:{_MESSAGES}|nada)",
            rf"(?:parem?|para|parar) (?:de|com) (?:me )?(?:(?:mandar|enviar) )?{_WHICH}{_MESSAGES}",
            rf"(?:parar|parem|pare|deixar|cancelar) (?:de|o) (?:receber|recebimento de|envio de) {_WHICH}{_MESSAGES}",
            rf"(?:sair|{_TAKE}|excluir?|exclua) (?:me )?(?:dess[ae]|dest[ae]|da|da sua) lista",
            rf"(?:{_TAKE}|excluir?|exclua|apague|apagar) (?:o )?meu (?:numero|contato|telefone)",
            r"me (?:descadastr(?:ar|e|em)|desinscrev(?:er|a|am))",
            r"no quiero (?:recibir )?mas (?:recibir|mensajes)|(?:darme|darse|denme|dame|dar me) de baja",
            r"stop (?:sending|texting|messaging) me|unsubscribe|opt out",
        )
    )
    + ")(?= )"
)
# These follow a wish about something else.
_ELSEWHERE = re.compile(
    r"(?:lista|numero|contato|telefone) (?:de|do|da|dos|das) (?!envio|transmissao|mensagens|voces|sistema|cadastro)"
)


def is_certain(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether the whole message asks for no more messages and can mean nothing else."""
    words = _without_courtesy(normal(_without_closing(text)))
    return (
        bool(_CERTAIN.fullmatch(words))
        or _is_opt_out(words, vocabulary, _EVERYDAY)
        or _is_opt_out(_spelled_out(words), vocabulary, _EVERYDAY)
    )


def is_likely(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether the message reads as if the person wanted no more messages, so that somebody should look."""
    whole = normal(text)
    words = _without_courtesy(normal(_without_closing(text)))
    return (
        words in _LIKELY_ALONE
        or (words == "para" and "!" in text)
        or _is_opt_out(words, vocabulary)
        or _is_opt_out(_once(words), vocabulary)
        or _is_opt_out(normal(text.strip().partition("\n")[0]) if whole else "", vocabulary, _EVERYDAY)
        or (bool(_LIKELY.search(f" {whole} ")) and not _ELSEWHERE.search(whole))
    )


def _is_opt_out(words: str, vocabulary: Vocabulary, besides: frozenset[str] = frozenset()) -> bool:
    return words not in besides and vocabulary.meanings.get(words) is Intent.OPT_OUT


def _without_closing(text: str) -> str:
    """Return a message without the greeting and signature of a mail below its first line."""
    if len(text) > 2 * LONGEST:
        return ""
    first, *further = text.strip().splitlines() or [""]
    kept = [first]
    for line in further:
        words = normal(line)
        if _CLOSING.fullmatch(words) or (line.strip() and not words):
            break
        kept.append(line)
    return "\n".join(kept)


def _without_courtesy(words: str) -> str:
    signature = _SIGNATURE.search(words)
    left = (words[: signature.start()] if signature else words).split()
    while left and left[0] in _COURTESY:
        left.pop(0)
    while left and left[-1] in _COURTESY:
        left.pop()
    return " ".join(left)


def _spelled_out(words: str) -> str:
    letters = words.split()
    spelled = len(letters) >= _FEWEST_LETTERS and all(len(letter) == 1 for letter in letters)
    return "".join(letters) if spelled else ""


def _once(words: str) -> str:
    """Return the word that a message repeats, or nothing."""
    found = set(words.split())
    return found.pop() if len(found) == 1 else ""
