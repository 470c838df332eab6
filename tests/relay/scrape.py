"""What /metrics shows, as numbers."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

Series = tuple[str, tuple[tuple[str, str], ...]]


def numbers(text: str) -> dict[Series, float]:
    """Return each series, by its name and its labels in order, with its value."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(text: str, name: str, **labels: str) -> float:
    """Return the value of one series; 0 for one that is not shown."""
    return numbers(text).get((name, tuple(sorted(labels.items()))), 0.0)
