"""What a format could not express, and which rule made which value: told beside every export, one record a line."""

from __future__ import annotations

from collections import Counter

import msgspec

from sijill.export.output import Output

Told = str | int | float | bool | None


class Loss(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One value that a format holds otherwise than the record, or not at all.

    Attributes:
        field: the column or key of the format.
        rule: the id of the rule that decided, as docs/formats.md lists them.
        said: what the record says; None where it is silent.
        wrote: what was written; None where nothing was.
    """

    field: str
    rule: str
    said: Told = None
    wrote: Told = None


class _Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The losses of one record; ``left_out`` is the reason why it is not in the export at all."""

    id: str
    left_out: str | None = None
    losses: tuple[Loss, ...] = ()


class Teller:
    """Collects the losses of the record that is being written, counts them, and writes them to the side file."""

    def __init__(self, output: Output | None = None):
        self._output = output
        self._losses: list[Loss] = []
        self._left_out: str | None = None
        self.rules: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.lines = 0

    def tell(self, field: str, rule: str, said: Told = None, wrote: Told = None) -> None:
        """Note that ``rule`` made ``wrote`` out of what the record said."""
        self._losses.append(Loss(field=field, rule=rule, said=said, wrote=wrote))

    def leave_out(self, why: str) -> None:
        """Note that the record is not in the export."""
        self._left_out = why

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Those of the record under way."""
        return tuple(self._losses)

    def end(self, record_id: str) -> bool:
        """Close a record: write its line where there is anything to tell. Says whether the record is in the export."""
        kept = self._left_out is None
        if self._left_out is not None:
            self.left_out[self._left_out] += 1
        self.rules.update(loss.rule for loss in self._losses)
        if self._losses or not kept:
            self.lines += 1
            if self._output is not None:
                line = _Line(id=record_id, left_out=self._left_out, losses=tuple(self._losses))
                self._output.write(msgspec.json.encode(line) + b"\n")
        self._losses.clear()
        self._left_out = None
        return kept
