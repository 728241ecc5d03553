"""Acts that are told for another's sake: why something was done, and from what a time is counted."""

from __future__ import annotations

from sijill.match import Unit

_GROUNDS = frozenset({
    "احتجاجا", "ردا", "تنديدا", "استنكارا", "للتنديد", "للاحتجاج", "الاحتجاج", "انتقاما", "ثارا", "للانتقام", "غضبا",
    "منددين", "حدادا", "ذكري", "الذكري", "لذكري", "بذكري", "خلفيه", "رفضا", "اعتراضا", "ضد",
})  # fmt: skip


def ground(units: list[Unit], k: int) -> bool:
    """Whether the word at unit ``k`` is a ground: ``احتجاجا على مقتل``, ``تنديدا بقصف``, ``ذكرى مقتل``."""
    row = [u.bare.removesuffix(" علي") for u in units[max(0, k - 2) : k]]  # ردا على is one unit
    return bool(row) and (row[-1] in _GROUNDS or (row[-1] in {"علي", "من"} and row[0] in _GROUNDS))


def timed_from(units: list[Unit], k: int) -> bool:
    """Whether the act at unit ``k`` is what a time is counted from: ``بعد عامين على احتجازه``."""
    return k > 1 and units[k - 1].form in {"من", "علي"} and "measure" in units[k - 2].symbols
