"""Why another act was done: the words before a killing or an attack that a crowd or a side answers to."""

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
