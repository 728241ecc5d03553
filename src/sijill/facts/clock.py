"""Clock times, and parts of day that stand alone (codebook "Fields": time, part)."""

from __future__ import annotations

import msgspec

from sijill.facts.numeral import cardinal, ordinal
from sijill.grammar import Match, Reach
from sijill.match import Reading, Unit
from sijill.text import NUMBER, WORD

# Hours that a part of day moves to the second half of the day: [from, to].
_AFTER_NOON = {"noon": (1, 4), "afternoon": (1, 7), "evening": (1, 11), "night": (6, 11)}
_MIDNIGHT = frozenset({"dawn", "morning", "evening", "night"})
_PARTS = ((4, "night"), (6, "dawn"), (12, "morning"), (13, "noon"), (18, "afternoon"), (21, "evening"), (24, "night"))
_BEFORE_PART = frozenset(
    {
        "في",
        "عند",
        "منذ",
        "مع",
        "خلال",
        "قبل",
        "قبيل",
        "حتي",
        "بعد",
        "وقت",
        "ساعات",
        "اثناء",
        "من",
        "بعيد",
        "فتره",
        "فترات",
        "اوقات",
        "مطلع",
        "عز",
    }
)
_IN_THE_BACK = frozenset({"في", "من", "خلال"})  # في الظهر


class Clock(msgspec.Struct, frozen=True):
    """An hour, or only a part of day; ``gmt`` where only Greenwich time is told, which is no local hour."""

    time: str | None
    part: str | None
    gmt: bool = False


def part_of(hour: int) -> str:
    """The part of day of an hour told in digits.

    >>> part_of(7), part_of(22)
    ('morning', 'night')
    """
    return next(part for end, part in _PARTS if hour < end)


def hour_of(hour: int, part: str | None) -> int | None:
    """The hour on a clock of 24, None where there is no such hour.

    >>> hour_of(6, "afternoon"), hour_of(11, "noon"), hour_of(12, "night")
    (18, 11, 0)
    """
    if not 0 <= hour <= 24:
        return None
    if part in _AFTER_NOON and _AFTER_NOON[part][0] <= hour <= _AFTER_NOON[part][1]:
        return hour + 12
    return 0 if hour == 24 or (hour == 12 and part in _MIDNIGHT) else hour


def _part(unit: Unit) -> Reading | None:
    return unit.reading("daypart") if "daypart" in unit.symbols else None


def _part_behind(units: list[Unit], k: int) -> tuple[str | None, int]:
    """``[من] عصر``, ``صباحا``, ``(بالتوقيت المحلي) مساء`` behind the hour: the part of day, and the unit behind it."""
    at, of = k, False
    while at < len(units) and at < k + 3:
        if (reading := _part(units[at])) is not None:
            bare = reading.attrs["mode"] == "noun" and not of and units[at].form != "مساء"
            day = at + 1 < len(units) and {"weekday", "dayword", "dayhead"} & units[at + 1].symbols
            return (None, k) if bare and not day else (reading.attrs["part"], at + 1)
        of = of or units[at].form in {"من", "في"}
        if not (units[at].form in {"من", "(", "في", "،"} or "zone" in units[at].symbols):
            break
        at += 1
    return None, k


def _minutes(units: list[Unit], k: int) -> tuple[int, int]:
    """``والنصف``, ``إلا ربعا``, ``وعشرين دقيقة`` behind the hour: the minutes, and the unit behind them."""
    if k >= len(units):
        return 0, k
    minus = units[k].form == "الا"
    at = k + 1 if minus or units[k].form == "و" else k
    if at >= len(units):
        return 0, k
    reading = units[at].reading("fraction") if "fraction" in units[at].symbols else None
    if reading is not None and (minus or at > k or reading.pro.startswith("و")):
        minutes = int(reading.attrs["minutes"])
        end = at + 1
        extra, end = _minutes(units, end) if minutes == 30 and not minus else (0, end)  # النصف إلا خمس دقائق
        return (-minutes if minus else minutes + extra), end
    scan = cardinal(units, at)
    if scan is None or scan.value >= 60 or scan.vague:
        return 0, k
    told = scan.j < len(units) and units[scan.j].bare in {"دقيقه", "دقايق"}
    joined = minus or at > k or units[k].form.startswith("و")
    if not joined or not (told or minus):
        return 0, k
    return (-int(scan.value) if minus else int(scan.value)), scan.j + (1 if told else 0)


def _hour(units: list[Unit], k: int) -> tuple[int, int, bool, int] | None:
    """The hour and minutes at unit ``k``: hour, minutes, whether in digits with minutes, and the unit behind."""
    if k >= len(units):
        return None
    if units[k].form == "(" and k + 1 < len(units):
        k += 1
    unit = units[k]
    if unit.kind == NUMBER:
        return _digital(units, k)
    found = ordinal(units, k, tens=False)
    if found is not None and found[2] and found[0] <= 12:
        hour, at = found[0], found[1]
    else:
        scan = cardinal(units, k)
        if scan is None or not 1 <= scan.value <= 24 or scan.vague:
            return None
        hour, at = int(scan.value), scan.j
    minutes, end = _minutes(units, at)
    return hour, minutes, False, end


def _digital(units: list[Unit], k: int) -> tuple[int, int, bool, int] | None:
    form = units[k].form
    for sign in ".,،":
        if sign in form:
            whole, _, part = form.partition(sign)
            fits = int(whole) < 25 and len(part) == 2 and int(part) < 60
            return (int(whole), int(part), True, k + 1) if fits else None
    if len(form) == 4 and form.isdigit() and int(form[:2]) < 24 and int(form[2:]) < 60:
        return int(form[:2]), int(form[2:]), True, k + 1
    if not form.isdigit() or int(form) > 24:
        return None
    if k + 2 < len(units) and units[k + 1].form in {":", "."} and units[k + 2].form.isdigit():
        minute = int(units[k + 2].form)
        if minute < 60:
            return int(form), minute, True, k + 3
    minutes, end = _minutes(units, k + 1)
    return int(form), minutes, False, end


def _said(hour: int, minutes: int, part: str | None, digital: bool) -> Clock | None:
    of_day = hour_of(hour, part)
    if of_day is None:
        return None
    total = (of_day * 60 + minutes) % (24 * 60)
    if part is None and (digital or of_day > 12):
        part = part_of(total // 60)
    return Clock(f"{total // 60:02d}:{total % 60:02d}", part)


def clock(m: Match) -> Reach | Clock | None:
    """``الساعة السادسة من عصر``, ``الساعة 7:15``, ``في الثامنة صباحا``; or a part of day alone."""
    units = m.doc.units
    if m.chart.over("clock", m.i):
        return None
    opener = units[m.i]
    named = opener.reading("oclock") if "oclock" in opener.symbols else None
    if named is None and "daypart" in opener.symbols:
        return _alone(m, opener)
    if named is None and "weekday" in opener.symbols:
        return None  # الاثنين صباحا
    if named is not None and opener.first == opener.last and (not named.definite or named.enc):
        return None
    found = _hour(units, m.i + 1 if named is not None else m.i)
    if found is None or (named is None and _counts_people(units[m.i])):
        return None
    hour, minutes, digital, end = found
    gmt, end = _zone(units, end)
    part, end = _part_behind(units, end)
    after, end = _zone(units, end)
    zoned = gmt or after
    if named is None and part is None and zoned is None:
        return None
    if zoned == "gmt":
        local = _local(units, end)
        if local is None:
            return Reach(Clock(None, part, gmt=True), end)
        (hour, minutes, digital, end), part = local, None
    said = _said(hour, minutes, part, digital)
    return Reach(said, _past_other_zone(units, end)) if said else None


def _counts_people(unit: Unit) -> bool:
    """``وجرح اثنان صباح اليوم``: without ``الساعة`` a cardinal in words is no hour."""
    reading = unit.reading("num") if "num" in unit.symbols else None
    return reading is not None and not reading.definite


def _past_other_zone(units: list[Unit], k: int) -> int:
    """Past ``(6:15 تغ)`` behind the local hour: the same moment on another clock."""
    if k + 1 < len(units) and units[k].form in {"(", "،"} and (found := _hour(units, k + 1)) is not None:
        zone, end = _zone(units, found[3])
        if zone is not None:
            return end + 1 if end < len(units) and units[end].form == ")" else end
    return k


def _zone(units: list[Unit], k: int) -> tuple[str | None, int]:
    at = k + 1 if k + 1 < len(units) and units[k].form == "(" and "zone" in units[k + 1].symbols else k
    reading = units[at].reading("zone") if at < len(units) and "zone" in units[at].symbols else None
    if reading is None:
        return None, k
    end = at + 1
    if end < len(units) and units[end].form == ")" and at > k:
        end += 1
    return reading.attrs["zone"], end


def _local(units: list[Unit], k: int) -> tuple[int, int, bool, int] | None:
    """``(09:00 بالتوقيت المحلي)`` behind an hour of Greenwich."""
    if k + 1 >= len(units) or units[k].form not in {"(", "،", "-"}:
        return None
    found = _hour(units, k + 1)
    if found is None:
        return None
    zone, end = _zone(units, found[3])
    return (*found[:3], end) if zone == "local" else None


def _alone(m: Match, unit: Unit) -> Reach | Clock | None:
    """``فجرا``, ``في المساء``: a part of day with no day; a bare ``فجر`` is none, it may be a verb."""
    reading = _part(unit)
    if reading is None or m.chart.over("day", m.i) or reading.enc:
        return None
    mode = reading.attrs["mode"]
    if mode == "noun" and not _adverbial(m, unit):
        before = m.doc.units[m.i - 1].bare if m.i else ""
        if not reading.definite or before not in _BEFORE_PART:
            return None
        if unit.form.endswith("الظهر") and before in _IN_THE_BACK:
            return None
    return Clock(None, reading.attrs["part"])


def _adverbial(m: Match, unit: Unit) -> bool:
    """``مساءً``, ``ليلاً``: told by the tanwin, or of ``مساء`` by what follows, no noun."""
    if m.doc.text[unit.start : unit.end].endswith("\u064b"):
        return True
    behind = m.doc.units[m.j] if m.j < len(m.doc.units) else None
    return unit.bare == "مساء" and (behind is None or behind.kind != WORD or behind.bare in _BEFORE_PART)
