"""The colours of labels as a style sheet: a page may not carry styles of its own, and each repository has its labels.

In light a label is filled, in dark it is a tint with a bright text, as on GitHub; the text is legible on either.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable

from bot.sandbox.github.values import Label

Colour = tuple[int, int, int]
DARK_PAGE: Colour = (23, 28, 35)  # --card of the theme, in dark
_TINT, _EDGE = 0.18, 0.4
WCAG_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
_STEPS = 50


def sheet(labels: Iterable[Label]) -> str:
    """Return a rule for each label, by its id; one that the sheet does not know yet is grey."""
    return "\n".join(map(_rule, labels))


def _rule(label: Label) -> str:
    red, green, blue = colour = _read(label.color)
    words = f"light-dark({_hex(on_light(colour))}, {_hex(on_dark(colour))})"
    fill = f"light-dark(#{label.color}, rgb({red} {green} {blue} / {_TINT}))"
    edge = f"light-dark(rgb(0 0 0 / .12), rgb({red} {green} {blue} / {_EDGE}))"
    return f".label-{label.id} {{ color: {words}; background: {fill}; border-color: {edge} }}"


def on_light(fill: Colour) -> Colour:
    """Return white where it can be read on the colour, else black."""
    white: Colour = (255, 255, 255)
    return white if contrast(white, fill) >= WCAG_CONTRAST else (0, 0, 0)


def tint(colour: Colour) -> Colour:
    """Return what a label is filled with in dark."""
    red, green, blue = (
        round(below + (one - below) * _TINT) for one, below in zip(colour, DARK_PAGE, strict=True)
    )
    return red, green, blue


def on_dark(colour: Colour) -> Colour:
    """Return the colour, lightened until it can be read on its tint."""
    hue, light, saturation = colorsys.rgb_to_hls(*(one / 255 for one in colour))
    background, found = tint(colour), colour
    for step in range(_STEPS + 1):
        lighter = light + (1 - light) * step / _STEPS
        red, green, blue = (round(one * 255) for one in colorsys.hls_to_rgb(hue, lighter, saturation))
        found = red, green, blue
        if contrast(found, background) >= WCAG_CONTRAST:
            break
    return found


def contrast(one: Colour, other: Colour) -> float:
    """Return the ratio that WCAG 2.2 defines, between 1 and 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in (c / 255 for c in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _read(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _hex(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
