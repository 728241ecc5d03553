"""Which columns of a table make up which key of a report: ``text=الخبر,published=التاريخ``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sijill.errors import InputError, UsageError
from sijill.read.records import Meta

Columns = Mapping[str, tuple[str, ...]]
KEYS = ("text", *Meta.__struct_fields__)


def parse_columns(given: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What the option ``--map`` says: ``key=column`` pairs with commas between; ``text=A+B`` joins columns.

    Raises:
        UsageError: no pair, or a key that reports have not.

    >>> parse_columns(["text=العنوان+الخبر,published=التاريخ"])
    {'text': ('العنوان', 'الخبر'), 'published': ('التاريخ',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for pair in (p for text in given for p in text.split(",") if p.strip()):
        key, sign, column = (part.strip() for part in pair.partition("="))
        names = tuple(name.strip() for name in column.split("+") if name.strip())
        if not sign or not names:
            raise UsageError(f"--map {pair.strip()!r} is no pair", hint="write it as text=الخبر,published=التاريخ")
        if key not in KEYS:
            raise UsageError(f"--map {key!r}: reports have no such key", hint=f"one of {', '.join(KEYS)}")
        found[key] = names
    return found


class Header:
    """A table's header, and where in a row each key of a report stands.

    Raises:
        InputError: it has no column of texts, or not one that was named.
    """

    def __init__(self, cells: Sequence[object], columns: Columns):
        from sijill.text import fold  # noqa: PLC0415 - a start without tables need not wait for it

        names = ["" if cell is None else str(cell).strip() for cell in cells]
        at = {fold(name).lower(): i for i, name in reversed(list(enumerate(names))) if name}
        self._places: dict[str, list[int]] = {}
        for key in KEYS:
            wanted = columns.get(key, (key,))
            places = [at[fold(name).lower()] for name in wanted if fold(name).lower() in at]
            if len(places) == len(wanted):
                self._places[key] = places
            elif key in columns or key == "text":
                missing = next(name for name in wanted if fold(name).lower() not in at)
                shown = ", ".join(name for name in names[:12] if name) or "none"
                raise InputError(
                    f"no column {missing!r}; there are: {shown}",
                    hint="say which is which: --map text=COLUMN,published=COLUMN",
                )

    def row(self, cells: Sequence[object]) -> tuple[str, Meta] | None:
        """A row's text and what it says of it; None for an empty row.

        Raises:
            InputError: its day of publication is none.
        """
        found = {key: self._joined(cells, places) for key, places in self._places.items()}
        text = found.pop("text", "")
        if not text and not any(found.values()):
            return None
        stated = found.get("published")
        if stated:
            from sijill.read.day import any_day  # noqa: PLC0415

            found["published"] = any_day(stated) or ""
            if not found["published"]:
                raise InputError(f"published {stated[:40]!r} is no day", hint="write it as 2024-01-31, or leave it out")
        return text, Meta(**{key: value for key, value in found.items() if value})

    @staticmethod
    def _joined(cells: Sequence[object], places: Sequence[int]) -> str:
        values = (cells[i] for i in places if i < len(cells))
        return "\n\n".join(text for value in values if value is not None and (text := str(value).strip()))
