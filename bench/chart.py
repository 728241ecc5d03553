"""Curves as SVG, both axes logarithmic: a few lines of our own, for the pictures in docs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Points = Sequence[tuple[float, float]]
_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _FOOT = 640, 360, 70, 40, 20, 60
_COLOURS = ("#1b6ca8", "#c1521b", "#3b7d3b", "#7a3e9d")


def _decades(values: Sequence[float]) -> range:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return range(low, max(high, low + 1) + 1)


def _short(power: int) -> str:
    return f"{10**power:,}" if 0 <= power < 6 else f"{10 ** (power - 6)} M" if power >= 6 else f"{10.0**power:g}"


def chart(title: str, across: str, up: str, curves: Mapping[str, Points]) -> str:
    """The picture: points joined by lines, a grid of decades, a legend where there are several curves."""
    xs, ys = (_decades([p[k] for points in curves.values() for p in points]) for k in (0, 1))

    def x(value: float) -> float:
        share = (math.log10(value) - xs[0]) / (xs[-1] - xs[0])
        return round(_LEFT + share * (_WIDE - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        share = (math.log10(value) - ys[0]) / (ys[-1] - ys[0])
        return round(_HIGH - _FOOT - share * (_HIGH - _TOP - _FOOT), 1)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif" '
        'font-size="12" fill="#222">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{title}</text>',
        f'<text x="{(_LEFT + _WIDE - _RIGHT) / 2}" y="{_HIGH - 12}" text-anchor="middle">{across}</text>',
        f'<text transform="translate(16 {(_TOP + _HIGH - _FOOT) / 2}) rotate(-90)" text-anchor="middle">{up}</text>',
    ]
    for power in xs:
        at = x(10.0**power)
        out.append(f'<path d="M{at} {_TOP}V{_HIGH - _FOOT}" stroke="#ddd"/>')
        out.append(f'<text x="{at}" y="{_HIGH - _FOOT + 18}" text-anchor="middle">{_short(power)}</text>')
    for power in ys:
        at = y(10.0**power)
        out.append(f'<path d="M{_LEFT} {at}H{_WIDE - _RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{_LEFT - 8}" y="{at + 4}" text-anchor="end">{_short(power)}</text>')
    for number, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        line = " ".join(f"{x(a)},{y(b)}" for a, b in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(a)}" cy="{y(b)}" r="4" fill="{colour}"/>' for a, b in points]
        out.append(f'<text x="{_LEFT + 12}" y="{_TOP + 18 + 16 * number}" fill="{colour}">{name}</text>')
    return "\n".join([*out, "</svg>", ""])
