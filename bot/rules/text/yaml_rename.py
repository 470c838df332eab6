"""Gives keys of a YAML file their new names; comments, order, values and everything else stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml


def renamed(text: str, names: Mapping[tuple[str, ...], str]) -> str:
    """Return the text with other names for the keys at these paths, such as ("relay", "host"), where they are.

    A key stays if its section has the new name already. Raises yaml.YAMLError for what is no YAML.
    """
    root = yaml.compose(text, yaml.SafeLoader)
    found = []
    for path, new in names.items():
        section = _section(root, path[:-1])
        keys = {key.value: key for key, _ in section.value} if section else {}
        if path[-1] in keys and new not in keys:
            mark = keys[path[-1]]
            found.append((mark.start_mark.index, mark.end_mark.index, new))
    for start, end, new in sorted(found, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _section(node: yaml.Node | None, path: Sequence[str]) -> yaml.MappingNode | None:
    for name in path:
        if not isinstance(node, yaml.MappingNode):
            return None
        node = next((value for key, value in node.value if key.value == name), None)
    return node if isinstance(node, yaml.MappingNode) else None
