"""Documents damaged at random: bytes turned, cut, repeated, taken from one another, counts made enormous."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence

from documents import files

_ODD = [0, 1, 0x7F, 0x80, 0xFF]
_COUNTS = [b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"\xff\xff\xff\xff", b"NaN"]


def mutated(seeds: Sequence[tuple[str, bytes]], chance: random.Random) -> tuple[str, bytes]:
    """A seed that was damaged once or several times; at times inside, where it is a ZIP, or under another's name."""
    name, data = chance.choice(seeds)
    if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.5:
        data = _inside(data, chance)
    else:
        for _ in range(chance.choice((1, 1, 2, 4, 12))):
            data = _once(data, seeds, chance)
    if chance.random() < 0.1:
        name = chance.choice(seeds)[0]
    return name, data[:4_000_000]


def _inside(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    name = chance.choice(sorted(members))
    members[name] = _once(members[name], [("", members[chance.choice(sorted(members))])], chance)
    return files.zipped(members)


def _once(data: bytes, seeds: Sequence[tuple[str, bytes]], chance: random.Random) -> bytes:
    if not data:
        return bytes(chance.randrange(50))
    at, end = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    what = chance.randrange(8)
    if what == 0:
        flipped = bytearray(data)
        for _ in range(1 + len(data) // 2000):
            flipped[chance.randrange(len(data))] = chance.choice([*_ODD, chance.randrange(256)])
        return bytes(flipped)
    if what == 1:
        return data[:at]
    if what == 2:
        return data[:at] + data[end:]
    if what == 3:
        return data[:at] + data[at:end][:20_000] * chance.randrange(2, 20) + data[end:]
    if what == 4:
        other = chance.choice(seeds)[1]
        start = chance.randrange(len(other) + 1)
        return data[:at] + other[start : start + 5_000] + data[end:]
    if what == 5:
        return data[:at] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 400))) + data[at:]
    if what == 6:
        digits = [i for i in range(at, min(len(data), at + 5_000)) if 48 <= data[i] < 58]
        if digits:
            i = chance.choice(digits)
            return data[:i] + chance.choice(_COUNTS) + data[i + 1 :]
    return data[at:] + data[:at]
