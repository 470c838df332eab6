"""Counts how often this process has called each service, which is what a run costs."""

from __future__ import annotations

from collections import Counter

GITHUB, TWILIO = "GitHub", "Twilio"

made: Counter[str] = Counter()
