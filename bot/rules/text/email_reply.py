"""What the author of a comment wrote, where it was made by answering GitHub's notification mail.

GitHub puts the whole mail into the comment, with the quoted mail, its footer and the signature, and only hides them
on its page (robinpowered/commodus#8, webcompat/webcompat.com#575). Libraries that cut such mails guess; here a cut is
made only where everything behind it is surely not the author's, and otherwise the caller refuses to send anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Only GitHub's notification mails, and what mail programs make of them, hold these.
_NOTIFICATION = re.compile(
    r"notifications@github\.com|@(?:no)?reply\.github\.com|unsubscribe-auth|reply to this email directly"
    r"|you are receiving this because|message id: ?<|email-(?:hidden|quoted|signature|fragment)"
    r"|left a comment \([\w.-]{1,100}/[\w.-]{1,100}#\d",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff\ufffc]*")
_OPENING = re.compile(r"(?:On|Em|No dia|A|El|Le|Am|Il|Op|Den)\s", re.IGNORECASE)
_WROTE = re.compile(
    r"(?:^|\s)(?:wrote|escreveu|escribi[oó]|a [eé]crit|schrieb|ha scritto|schreef)\s?:$", re.IGNORECASE
)
# Verbs that attribute a quotation to somebody; a line that introduces the author's own list has none.
_SAID = re.compile(
    r"\b(?:disse|diz|falou|respondeu|perguntou|comentou|citando|said|says|commented|quoting|dijo|dice|coment[oó]"
    r"|dit|zitat|sagte|pisze|napisał|skrev|kirjoitti|mesaj)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,2}[:h]\d\d|\b(?:19|20)\d\d\b|\d{1,2}/\d{1,2}")
_ADDRESS = re.compile(r"<[^\s<>@]+@[^\s<>]+>")
_SEPARATOR = re.compile(
    r"_{10,}|[-—]{2,} ?(?:original message|mensagem original|mensaje original|original appointment"
    r"|forwarded message|mensagem encaminhada|mensaje reenviado) ?[-—]{2,}"
    r"|(?:begin forwarded message|início da mensagem encaminhada):",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:from|de|sent|date|to|cc|subject|enviado|enviada|enviada em|enviado em|enviado el|data|fecha|para|assunto"
    r"|asunto|responder a|reply-to|von|gesendet|an|betreff|envoyé|objet):\s*\S",
    re.IGNORECASE,
)
_SENDER = re.compile(r"(?:from|de|von):\s*\S", re.IGNORECASE)
_DEVICE = re.compile(
    r"\W{0,3}(?:(?:sent|enviad[oa]|envoyé|gesendet) (?:from|with|via|using|d[oae]|desde|por|pel[oa]|com|a partir d[oe]"
    r"|through|depuis|von) ?(?:o |a |the )?(?:(?:my|meu|minha|mi|mon|meinem) )?(?:\w+ )?"
    r"(?:iphone|ipad|ios|android|galaxy|samsung|smartphone|celular|telefone|tele?fono|phone|mobile|motorola|moto|xiaomi"
    r"|redmi|huawei|blackberry|windows|outlook|yahoo|gmail|proton ?mail|mail|email|e-mail|correo|thunderbird|k-9"
    r"|fairemail|spark|superhuman|dispositivo|aparelho|tablet)\b.{0,100}"
    r"|(?:get|obter|obtenha|obtener|baixe) (?:o )?outlook (?:for|para) .{1,100})",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?:sent|enviad[oa]|envoyé|gesendet)\s", re.IGNORECASE)
# What a mail server or a virus scanner puts below a text; where it begins is not certain.
_APPENDED = re.compile(
    r"(?:mensagem|message|e-?mail|mensaje)\b.{0,80}\bconfiden[ct]i|aviso legal|disclaimer"
    r"|(?:livre de|sem|libre de) v[ií]rus|virus[- ]free",
    re.IGNORECASE,
)
# A line drawn above a quoted mail, perhaps with words in it: no list of languages is whole.
_RULE = re.compile(r"(?:_{5,}|-{5,}|[-—]{3,} ?[^\W\d_][^-—]{0,80}?[-—]{3,})")
_COMMAND = re.compile(r"\s*/[a-z]", re.IGNORECASE)
_MOST_SIGNATURE_LINES = 15


@dataclass(frozen=True, slots=True)
class _Boundary:
    """The first line of what a mail program put below the author's text, and the first line behind its heading."""

    start: int
    end: int
    is_heading: bool  # a block of From, Sent, To, Subject; otherwise a line such as "On ..., Ana wrote:"


def own_text(text: str, *, by_email: bool | None) -> str | None:
    """Return what the author of a comment wrote, or None where that is not certain.

    `by_email` is what GitHub says of the comment, None if it does not say. Text that no mail program has touched is
    returned as it is: also a quotation that belongs to it, and lines that begin with `>`.
    """
    lines = text.split("\n")
    lead = _lead(lines)
    lines, below = lines[lead:], lines[:lead]
    if lead and any(map(_is_quoted, lines)):
        return None  # answers between the lines of the quotation
    boundary = _boundary(lines)
    is_mail = bool(lead) or by_email is True or bool(_NOTIFICATION.search(text))
    if boundary is None:
        written = _without_quoted_end(lines)
    else:
        written = _before(boundary, lines, is_mail=is_mail, by_email=by_email)
    if written is None:
        return None
    is_mail = is_mail or len(written) < len(lines)
    signed = _unsigned(written, is_mail=is_mail)
    if signed is None or _NOTIFICATION.search("\n".join(signed)):
        return None
    if is_mail and any(_APPENDED.search(line) for line in signed):
        return None
    if by_email and _may_be_quoted(signed):
        return None
    untouched = not below and len(signed) == len(text.split("\n"))
    return text if untouched else "\n".join(signed)


def depends_on_origin(text: str) -> bool:
    """Return whether only GitHub knows what the author wrote: by e-mail it is something else than on the page."""
    return own_text(text, by_email=None) != own_text(text, by_email=False) or own_text(
        text, by_email=None
    ) != own_text(text, by_email=True)


def _is_blank(line: str) -> bool:
    return _BLANK.fullmatch(line) is not None


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _bare(line: str) -> str:
    """Return a line without the marks of a quotation or of bold type."""
    return line.lstrip("> \t\u00a0").replace("*", "").strip()


def _lead(lines: Sequence[str]) -> int:
    """Return how many lines of a quoted mail stand above the author's text; 0 for any other quotation."""
    place = 0
    while place < len(lines):
        if _is_blank(lines[place]) or _is_quoted(lines[place]):
            place += 1
            continue
        end = next(
            (at for at in range(place, min(place + 3, len(lines))) if _ends_attribution(lines[at])), None
        )
        attributed = None if end is None else _attribution(lines, end)
        if attributed is None or attributed.start != place:
            break
        place = attributed.end
    above = lines[:place]
    is_mail = _NOTIFICATION.search("\n".join(above)) or any(_begins_mail(above, at) for at in range(place))
    return place if is_mail and place < len(lines) else 0


def _begins_mail(lines: Sequence[str], at: int) -> bool:
    return _ends_attribution(lines[at]) and _attribution(lines, at) is not None


def _boundary(lines: Sequence[str]) -> _Boundary | None:
    for at, line in enumerate(lines):
        if _ends_attribution(line) and (attributed := _attribution(lines, at)):
            return attributed
        bare = _bare(line)
        if _SEPARATOR.fullmatch(bare):
            after = next((below for below in range(at + 1, len(lines)) if not _is_blank(lines[below])), None)
            if after is not None and (heading := _heading(lines, after)):
                return _Boundary(at, heading, is_heading=True)
        elif _SENDER.match(bare) and (heading := _heading(lines, at)):
            return _Boundary(at, heading, is_heading=True)
    return None


def _ends_attribution(line: str) -> bool:
    bare = _bare(line[-400:])
    return bare.endswith(":") and bool(
        _WROTE.search(bare) or _ADDRESS.search(bare) or _NOTIFICATION.search(bare)
    )


def _attribution(lines: Sequence[str], last: int) -> _Boundary | None:
    """Return the lines, up to three, that say who wrote what is quoted below, and when."""
    for first in range(last, max(last - 3, -1), -1):
        joined = _bare(" ".join(_bare(line[:400]) for line in lines[first : last + 1]))
        if _is_blank(lines[first]):
            break
        if _OPENING.match(joined) and (_DATED.search(joined) or _ADDRESS.search(joined)):
            return _Boundary(first, last + 1, is_heading=False)
    alone = _bare(lines[last][:400])
    return _Boundary(last, last + 1, is_heading=False) if _ADDRESS.search(alone) else None


def _may_be_quoted(lines: Sequence[str]) -> bool:
    """Return whether a mail may be quoted in a way, or below words, that these lists do not know.

    Mail programs write a date or an address above what they quote. Lines that begin with `>` right below other words
    of the author, such as the entries of a menu, are the author's.
    """
    for at, line in enumerate(lines):
        if _RULE.fullmatch(line.strip()):
            return True
        if _is_quoted(line) and not (at and (_is_quoted(lines[at - 1]) or _introduces(lines[at - 1]))):
            return True
    return False


def _introduces(line: str) -> bool:
    """Return whether the author announces the lines below: words and a colon, without what an attribution has."""
    bare = _bare(line)
    words = bare.split()
    attributes = _WROTE.search(bare) or _SAID.search(bare) or re.search(r"[\d@<>]", bare)
    return bare.endswith(":") and len(words) > 1 and not attributes


def _may_be_attributed(lines: Sequence[str]) -> bool:
    """Return whether the last line may say who wrote what was quoted below it, in words that no list knows."""
    last = next((line for line in reversed(lines) if not _is_blank(line)), "")
    return _bare(last).endswith(":")


def _heading(lines: Sequence[str], at: int) -> int:
    """Return the line behind a block of From, Sent, To and Subject that begins here; 0 if none does."""
    if not _SENDER.match(_bare(lines[at])):
        return 0
    end, fields = at, 0
    while end < len(lines) and fields + 3 > end - at and not _is_blank(lines[end]):
        fields += _HEADER.match(_bare(lines[end])) is not None
        end += 1
    return end if fields >= 3 else 0


def _before(
    boundary: _Boundary, lines: Sequence[str], *, is_mail: bool, by_email: bool | None
) -> Sequence[str] | None:
    """Return the lines above what a mail program has put there; all if it was the author; None if unsure."""
    head, tail = lines[: boundary.start], lines[boundary.end :]
    named = _NOTIFICATION.search("\n".join(lines[boundary.start :])) is not None
    bare = [line for line in tail if not _is_blank(line) and not _is_quoted(line)]
    quoted = any(map(_is_quoted, tail))
    if boundary.is_heading:
        clean = not any(map(_COMMAND.match, bare))
    elif quoted:
        clean = not bare or _is_signature(tail)
    else:
        heading = "\n".join(lines[boundary.start : boundary.end])
        clean = _NOTIFICATION.search(heading) is not None and not any(map(_COMMAND.match, bare))
        if not clean and not is_mail:
            return lines  # "On Friday, 27/11, the bank wrote:", and below it what it wrote
    if not head:
        clean = False
    in_words_unknown = not boundary.is_heading and not _OPENING.match(_bare(lines[boundary.start]))
    if in_words_unknown and head and not _is_blank(head[-1]):
        clean = False  # the words may begin in the line above
    if clean and (named or by_email):
        return head
    return lines if by_email is False and not named else None


def _is_signature(tail: Sequence[str]) -> bool:
    """Return whether all that is not quoted stands below the quotation and is only a signature."""
    last = max(at for at, line in enumerate(tail) if _is_quoted(line))
    below = [line for line in tail[last + 1 :] if not _is_blank(line)]
    above = [line for line in tail[:last] if not _is_blank(line) and not _is_quoted(line)]
    if above or not below:
        return not above
    return below[0].rstrip() == "--" or all(_DEVICE.fullmatch(line.strip()) for line in below)


def _without_quoted_end(lines: Sequence[str]) -> Sequence[str] | None:
    """Return the lines without the notification quoted at their end; None if one stands elsewhere."""
    if not _NOTIFICATION.search("\n".join(lines)):
        return lines
    place = len(lines)
    while place and (_is_blank(lines[place - 1]) or _is_quoted(lines[place - 1])):
        place -= 1
    kept = lines[:place]
    is_certain = place and not _NOTIFICATION.search("\n".join(kept)) and not _may_be_attributed(kept)
    return kept if is_certain else None


def _unsigned(lines: Sequence[str], *, is_mail: bool) -> Sequence[str] | None:
    """Return the lines without a signature (RFC 3676, 4.3) and without what a phone adds; None if unsure.

    Two hyphens without the blank behind them may be a heading on the page, or a signature whose blank got lost.
    """
    for at, line in enumerate(lines):
        if line == "-- " or (line.rstrip() == "--" and is_mail):
            if sum(not _is_blank(below) for below in lines[at:]) > _MOST_SIGNATURE_LINES:
                return None
            lines = lines[:at]
            break
        if line.strip() == "--":
            return None
    kept = len(lines)
    while True:
        end = kept
        while end and _is_blank(lines[end - 1]):
            end -= 1
        last = lines[end - 1].strip() if end else ""
        if end > 1 and _DEVICE.fullmatch(last):
            kept = end - 1
        elif end > 1 and is_mail and len(last) < 80 and _SIGNED.match(last):
            return None  # by what, this list does not know
        else:
            return lines[:kept]
