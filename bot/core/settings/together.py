"""Faults between settings of config.yml that contradict each other, reported even if other settings are wrong too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.core.sentences import Sentence
from bot.core.settings.configuration import Configuration
from bot.core.settings.yaml_text import Path_

_TAKEN = "{file}: {name} is {label}, the label of {other}, which the bot sets itself. Give the rule another."
PUBLIC_URL: Path_ = ("relay", "public_url")


def place(file: Path, path: Path_, lines: Mapping[Path_, int]) -> str:
    """Return the file and the line of a setting; the file alone where it is not written."""
    return f"{file}:{lines[path]}" if path in lines else str(file)


def no_public_url(file: Path, content: object, lines: Mapping[Path_, int]) -> list[str]:
    """Return the fault that the relay has no address."""
    relay = content.get("relay") if isinstance(content, Mapping) else {}
    url = relay.get("public_url", "") if isinstance(relay, Mapping) else ""
    if not isinstance(url, str) or url.strip("/ "):
        return []
    pattern = (
        "{file}: relay.public_url is not set. Write the address that Twilio calls, such as https://seu-dominio.com: "
        "signatures are made over it."
    )
    return [Sentence(pattern, file=place(file, PUBLIC_URL, lines))]


def same_labels(file: Path, content: object, lines: Mapping[Path_, int]) -> list[str]:
    """Return the faults of labels that are one to GitHub, which does not tell capitals apart."""
    faults, seen = list[str](), dict[str, Path_]()
    pattern = "{file}: {name} and {other} have the same name, {label}. Give each a label of its own."
    # What the file says is read last, so that the line is of something which is there to be changed.
    for path in sorted(_labels(), key=lambda path: lines.get(path, 0)):
        label = _written(content, path)
        other = seen.setdefault(label.casefold(), path)
        if other != path:
            where, name = place(file, path, lines), ".".join(map(str, path))
            other_name = ".".join(map(str, other))
            faults.append(Sentence(pattern, file=where, name=name, other=other_name, label=label))
    for path, label in _of_routes(content):
        if label.casefold() in seen:
            where, name = place(file, path, lines), ".".join(map(str, path))
            other_name = ".".join(map(str, seen[label.casefold()]))
            faults.append(Sentence(_TAKEN, file=where, name=name, other=other_name, label=label))
    return faults


def _of_routes(content: object) -> Iterator[tuple[Path_, str]]:
    """Yield the labels that routes give; two of these may well be the same."""
    routes = content.get("routes") if isinstance(content, Mapping) else None
    for number, route in enumerate(routes if isinstance(routes, list) else ()):
        labels = route.get("labels") if isinstance(route, Mapping) else None
        for place_, label in enumerate(labels if isinstance(labels, list) else ()):
            yield ("routes", str(number), "labels", str(place_)), str(label).strip()


def _labels() -> list[Path_]:
    defaults = Configuration()
    own: list[Path_] = [("labels", name) for name in type(defaults.labels).model_fields]
    return [path for path in own if path[1] != "contact_prefix"] + [
        ("billing", "label"),
        ("rotation", "label"),
    ]


def _written(content: object, path: Path_) -> str:
    """Return a label as the file has it, else its default."""
    value, default = content, Configuration()
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
        default = getattr(default, str(step))
    return str(value if isinstance(value, str) else default).strip()
