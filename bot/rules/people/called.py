"""What an office calls a person, for colleagues: a name, and perhaps the company."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Called:
    """A name and a company as somebody wrote them; false without a name."""

    name: str = field(default="", repr=False)
    company: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.name)

    @property
    def line(self) -> str:
        return ", ".join(part for part in (self.name, self.company) if part)


NAMELESS = Called()
