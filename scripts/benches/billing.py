"""Time the search for savings in a month's messages, beside a search through every text.

The baseline examines each text again for characters that make it expensive, as if any text could save money. The texts
are an office's: two in three fill one segment; of the rest, half are long with accents, half long without. Takes at
most half a minute and leaves nothing behind.

Usage: scripts/bench billing [MESSAGES]
"""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

from bot.core.messages import Channel
from bot.rules.money import savings
from bot.rules.money.savings import Billed
from bot.rules.text import segments

PERSON = "+5511900000000"
MOST = 5000  # bounded: a tenth of what a report reads
SENTENCE = "A guia já está no portal; o vencimento é amanhã, até as 21h. Qualquer dúvida, é só responder. "
SHORT, LONG = SENTENCE[:60], (SENTENCE * 7)[:590]
PLAIN = segments.transliterate(LONG).text
TEXTS = (SHORT, SHORT, SHORT, SHORT, LONG, PLAIN)


def main(messages: str = "600") -> None:
    count = min(int(messages), MOST)
    written = [_billed(TEXTS[number % len(TEXTS)]) for number in range(count)]
    thorough = seconds(lambda: examine(written))
    survey = seconds(lambda: savings.survey(written))
    print(f"{count} messages")
    print(f"{'every text examined':<28} {thorough:>7.2f} s")
    print(f"{'the survey of a report':<28} {survey:>7.2f} s, {survey / thorough:.2f} of that")


def _billed(text: str) -> Billed:
    count = segments.measure(text).segments
    return Billed(
        Channel.SMS, outbound=True, person=PERSON, text=text, segments=count, price=Decimal("0.0750") * count
    )


def examine(written: list[Billed]) -> None:
    for one in written:
        segments.measure(one.text)
        segments.transliterate(one.text)
        segments.costly(one.text)


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
