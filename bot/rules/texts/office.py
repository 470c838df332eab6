"""Sentences about an office's hours, and how each language says when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.rules.texts import dates

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OfficeTexts:
    """The sentences of one language."""

    # On the phone, behind the acknowledgement, and by itself.
    back: str
    closed: str
    # In the issue.
    told: str

    weekdays: tuple[str, ...]  # from Monday
    months: tuple[str, ...]
    today: str
    this_week: str
    later: str
    hour: str
    half_hour: str

    def when(self, opens: datetime, today: date) -> str:
        """Return when it opens, as one says it on that day."""
        day = opens.date()
        within_a_week = self.this_week if day - today < _A_WEEK else self.later
        pattern = self.today if day == today else within_a_week
        said = (self.half_hour if opens.minute else self.hour).format(h=opens.hour, m=f"{opens.minute:02}")
        return pattern.format(
            weekday=self.weekdays[opens.weekday()],
            hour=said,
            day=day.day,
            month=self.months[day.month - 1],
        )


PT_BR = OfficeTexts(
    back="Nosso atendimento volta {opens}.",
    closed="Recebemos sua mensagem. Nosso atendimento volta {opens}.",
    told="🌙 A pessoa recebeu, fora do horário de atendimento: {text}",
    weekdays=(
        *("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira"),
        *("sábado", "domingo"),
    ),
    months=tuple(map(str, range(1, 13))),
    today="hoje às {hour}",
    this_week="{weekday} às {hour}",
    later="{weekday}, {day}/{month}, às {hour}",
    hour="{h}h",
    half_hour="{h}h{m}",
)

EN = OfficeTexts(
    back="We will be back {opens}.",
    closed="We got your message. We will be back {opens}.",
    told="🌙 Outside office hours, the person was told: {text}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=dates.EN.months,
    today="today at {hour}",
    this_week="on {weekday} at {hour}",
    later="on {weekday}, {day} {month}, at {hour}",
    hour="{h}:00",
    half_hour="{h}:{m}",
)
