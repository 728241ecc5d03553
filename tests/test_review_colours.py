"""Contrast of the pages, light and dark, as WCAG 2 counts it: AA for words (4.5), for what is no text 3."""

from __future__ import annotations

import re
from importlib import resources

import pytest

Colour = tuple[float, float, float]
STYLES = (
    resources.files("sijill.export") / "assets" / "palette.css", resources.files("sijill.review") / "static" / "app.css"
)  # fmt: skip
MARKS = tuple(f"c{n}" for n in range(8))


def palette(theme: str, selector: str) -> dict[str, str]:
    """The variables of a theme: those of all, and over them its own."""
    found: dict[str, str] = {}
    for style in STYLES:
        text = style.read_text(encoding="utf-8")
        rules = re.findall(r"(:root[^{,\s]*)\s*\{([^{}]*)\}", text)
        for wanted in (":root", selector if theme == "dark" else None):
            for name, body in rules:
                if name == wanted:
                    found |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", body + ";"))
    return found


def colour(value: str) -> Colour:
    digits = value.strip().removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    return tuple(int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4))  # type: ignore[return-value]


def mix(one: Colour, share: float, other: Colour) -> Colour:
    return tuple(a * share + b * (1 - share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def light(of: Colour) -> float:
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in of)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Colour, other: Colour) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_what_it_is() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(colour("#777"), colour("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_and_signs_stand_out_in_both_themes(theme: str) -> None:
    told = palette(theme, ':root[data-theme="dark"]')
    c = {name: colour(value) for name, value in told.items() if value.startswith("#")}
    share = {name: float(value.rstrip("%")) / 100 for name, value in told.items() if value.endswith("%")}
    paper, card, ink = c["paper"], c["card"], c["ink"]
    inks = ("ink", "soft", "accent", "yes", "no", "warn", "hold")
    words = {f"{name} on {ground}": (c[name], c[ground]) for name in inks for ground in ("paper", "card")}
    words |= {
        "warning": (c["warn"], c["warn-paper"]), "primary button": (c["primary-ink"], c["accent"]),
        "name of a country": (c["soft"], c["land"]), "name at sea": (c["soft"], c["sea"]), "toast": (paper, ink),
        "bad toast": (card, c["no"]), "problem": (c["no"], mix(c["no"], 0.09, card)),
        "found word": (ink, mix(c["c4"], 0.38, card)), "current page": (c["accent"], mix(c["accent"], 0.12, paper)),
        "taken telling": (c["yes"], mix(c["yes"], 0.12, card)),
        "note in a lit row": (c["soft"], mix(c["c0"], 0.1, card)),
    }  # fmt: skip
    for mark in MARKS:
        words[f"number {mark}"] = card, mix(c[mark], 0.8, ink)
        words[f"quote {mark}"] = mix(c[mark], 0.7, ink), card
        for tint in ("tint", "tint-also", "lit"):
            words[f"text on {mark} {tint}"] = ink, mix(c[mark], share[tint], card)
    signs = {
        "edge of a field": (mix(c["soft"], 0.65, c["rule"]), card), "focus": (c["accent"], paper),
        "focus on a card": (c["accent"], card), "border of a country": (c["accent"], c["land"]),
    } | {f"edge of a card {mark}": (c[mark], paper) for mark in MARKS}  # fmt: skip
    faint = {name: round(contrast(*pair), 2) for name, pair in words.items() if contrast(*pair) < 4.5}
    assert faint == {}
    assert {name: round(contrast(*pair), 2) for name, pair in signs.items() if contrast(*pair) < 3} == {}


def test_the_theme_of_the_system_is_the_dark_one() -> None:
    """What the system's preference sets is what the button sets, colour by colour."""
    assert palette("dark", ':root[data-theme="dark"]') == palette("dark", ':root:not([data-theme="light"])')
