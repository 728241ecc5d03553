"""Events of invented incidents, with planted duplicates and near misses, to train and measure linking on.

    python bench/synthetic.py N OUT_DIR [--seed 1] [--countries 24] [--rate 550] [--texts]

Writes ``events.jsonl`` (about N events), ``reports.jsonl`` (their days and outlets; with ``--texts`` passages of
invented words) and ``truth.tsv`` (event id, number of the incident). RATE events a day fall on COUNTRIES countries of
14 provinces.

An incident is told by one to ten reports. A telling errs as reports do: a day late, no day, only the district or the
province, another spelling, an unnamed attacker, another type of the family, a toll that grew or was rounded. Near
misses are separate incidents beside one in ten: the same town and day with another hour and toll, the next day in the
same town, another village of the district, the same name in another province. Reports carry several acts, as round-ups
do.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST_DAY = date(2019, 1, 1)
DAYS = 1826
TYPES = {
    "bomb": (("Remote explosive/landmine/IED", "ied"), ("Suicide bomb", "vehicle bomb"), ("Grenade", "grenade")),
    "shell": (("Shelling/artillery/missile attack", "artillery"), ("Air/drone strike", "aircraft")),
    "fight": (("Armed clash", "small arms"), ("Attack", "small arms")),
    "seize": (("Abduction/forced disappearance", ""), ("Arrests", "")),
}
FAMILIES = ("bomb", "bomb", "shell", "shell", "shell", "fight", "fight", "fight", "seize")
KIN = {
    "ied": ("explosives", "vehicle bomb", "landmine"),
    "vehicle bomb": ("ied", "explosives"),
    "grenade": ("explosives",),
    "artillery": ("mortar", "rocket"),
    "aircraft": ("missile", "drone"),
    "small arms": ("rpg",),
}
CONFUSED = {"bomb": "shell", "shell": "bomb", "fight": "bomb", "seize": "fight"}
PARTS = ("dawn", "morning", "noon", "afternoon", "evening", "night")
HOURS = (5, 9, 12, 16, 19, 22)
SYLLABLES = tuple(consonant + vowel for consonant in "bdrnskmtlfhjqz" for vowel in "aiu")
LETTERS = dict(zip("badrnskmtlfhjqz", "بادرنسكمتلفحجقز", strict=True))
UNKNOWN = "Unidentified armed group"


@dataclass(frozen=True)
class Spot:
    country: str
    admin1: str
    admin2: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Act:
    number: int
    spot: Spot
    day: int
    family: str
    type: str
    weapon: str
    hour: int
    attacker: str
    target: str
    killed: int
    wounded: int
    objects: str
    words: tuple[str, ...] = ()


@dataclass
class Paper:
    doc: str
    outlet: str
    published: int
    text: list[str] = field(default_factory=list)
    length: int = 0


def name_of(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 3, 3, 4)))).capitalize()


def arabic(name: str) -> str:
    return "".join(
        LETTERS.get(c, "") if i == 0 or c not in "aiu" else {"i": "ي", "u": "و"}.get(c, "")
        for i, c in enumerate(name.lower())
    )


def gazetteer(rng: random.Random, countries: Sequence[str]) -> list[list[Spot]]:
    """Spots by province; some names recur in other provinces."""
    provinces: list[list[Spot]] = []
    for number, country in enumerate(countries):
        for p in range(14):
            admin1, lat, lon = name_of(rng) + "stan", 5 + 1.5 * number, 20 + 1.2 * p
            spots = []
            for _ in range(8):
                admin2, dlat, dlon = name_of(rng), lat + rng.uniform(-0.5, 0.5), lon + rng.uniform(-0.5, 0.5)
                spots.append(Spot(country, admin1, admin2, admin2, round(dlat, 4), round(dlon, 4)))
                for _ in range(rng.randint(2, 12)):
                    name = rng.choice(rng.choice(provinces)).name if provinces and rng.random() < 0.05 else name_of(rng)
                    at = (round(dlat + rng.uniform(-0.12, 0.12), 4), round(dlon + rng.uniform(-0.12, 0.12), 4))
                    spots.append(Spot(country, admin1, admin2, name, *at))
            provinces.append(spots)
    return provinces


def small(rng: random.Random) -> int:
    return rng.choice((0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11, 15, 23, 42))


class World:
    """Draws incidents and their tellings."""

    def __init__(self, seed: int, *, countries: int, rate: float):
        self.rng = random.Random(seed)
        names = [f"X{chr(65 + n)}" for n in range(countries)]
        self.provinces, self.rate = gazetteer(self.rng, names), rate
        self.heat = [self.rng.paretovariate(1.8) for _ in self.provinces]
        self.sides = {c: [f"Front of {c} {n}" for n in (0, 0, 0, 1, 1, 2)] for c in names}
        self.vocabulary = [f"{arabic(name_of(self.rng))}{arabic(name_of(self.rng))}" for _ in range(4000)]
        self.outlets = [f"Outlet {n}" for n in range(60)]
        self.open: dict[tuple[str, int], Paper] = {}
        self.papers = 0
        self.acts = 0

    def act(self, day: int) -> Act:
        rng = self.rng
        spots = rng.choices(self.provinces, self.heat)[0]
        spot = spots[0] if rng.random() < 0.08 else rng.choice(spots)
        family = rng.choice(FAMILIES)
        kind, weapon = rng.choice(TYPES[family])
        killed, wounded = small(rng), small(rng)
        state = f"Military Forces of {spot.country}"
        rebels = rng.choice(self.sides[spot.country])
        sides = [rebels, rng.choice(("Civilians", "Civilians", state))]
        if family == "shell" and (weapon == "aircraft" or rng.random() < 0.5):
            sides = [state, rng.choice(("Civilians", rebels))]
        elif family == "fight":
            sides = [rebels, "Civilians"] if kind == "Attack" else rng.choice(([rebels, state], [state, rebels]))
        self.acts += 1
        names = tuple(f"{rng.choice(self.vocabulary)}{rng.choice(self.vocabulary)}" for _ in range(9))
        things = rng.choice(("", "", "vehicle", "house", "base", "armoured vehicle"))
        return Act(
            self.acts,
            spot,
            day,
            family,
            kind,
            weapon,
            rng.randrange(6),
            sides[0],
            sides[1],
            killed,
            wounded,
            things,
            names,
        )

    def beside(self, act: Act) -> Act:
        """A near miss: another act that is easily taken for this one."""
        rng, other = self.rng, self.act(act.day)
        kin = replace(
            act,
            number=other.number,
            killed=other.killed,
            wounded=other.wounded,
            words=other.words,
            objects=other.objects,
        )
        choice = rng.random()
        if choice < 0.3:  # the same town and day, at another hour
            return replace(
                kin,
                hour=(act.hour + rng.randint(2, 4)) % 6,
                target=other.target if other.spot.country == act.spot.country else act.target,
            )
        if choice < 0.55:  # the next day, the same town
            return replace(kin, day=act.day + 1, hour=other.hour)
        near = [s for p in self.provinces for s in p if s.admin2 == act.spot.admin2 and s.name != act.spot.name][:12]
        same = [s for p in self.provinces for s in p if s.name == act.spot.name and s.admin1 != act.spot.admin1][:12]
        pool = same if choice > 0.9 and same else near
        return replace(kin, spot=rng.choice(pool) if pool else other.spot, hour=other.hour)

    def tell(self, act: Act, outlet: str, late: int) -> tuple[Paper, dict[str, Any], Act]:
        """One telling with its errors, in the paper of that outlet and day."""
        rng = self.rng
        published = act.day + late
        paper = self.open.get((outlet, published))
        if paper is None or rng.random() < 0.5:
            self.papers += 1
            paper = self.open[outlet, published] = Paper(f"r{self.papers:07d}", outlet, published)
        event = self.event(act, published)
        return paper, event, act

    def event(self, act: Act, published: int) -> dict[str, Any]:
        rng = self.rng
        kind, weapon = act.type, act.weapon
        slip = rng.random()
        if slip < 0.10:
            kind, weapon = rng.choice(TYPES[act.family])
        elif slip < 0.16:
            kind, weapon = rng.choice(TYPES[CONFUSED[act.family]])
        elif slip < 0.18:
            kind, weapon = rng.choice(TYPES[rng.choice(FAMILIES)])
        if weapon and rng.random() < 0.12:
            weapon = rng.choice(KIN[weapon])
        first, last = self.day(act, published)
        part = act.hour if rng.random() < 0.9 else min(5, max(0, act.hour + rng.choice((-1, 1))))
        hour = HOURS[part] if rng.random() < 0.15 else None
        told = rng.random()
        toll = [("killed", act.killed), ("wounded", act.wounded)]
        target = act.target if rng.random() < 0.92 else "Civilians"
        attacker = act.attacker if rng.random() < 0.62 else UNKNOWN
        if rng.random() < 0.03:
            attacker = rng.choice(self.sides[act.spot.country])
        return {
            "type": kind,
            "date": {"start": first, "end": last},
            "time": None if hour is None else f"{hour:02d}:{rng.choice((0, 0, 15, 30)):02d}",
            "part": PARTS[part] if hour is not None or rng.random() < 0.25 else None,
            "place": self.place(act.spot),
            "initiator": [] if rng.random() < 0.1 else [{"group": attacker, "class": "unknown"}],
            "target": [] if rng.random() < 0.1 else [{"group": target, "class": "unknown"}],
            "weapon": [weapon] if weapon and rng.random() < 0.75 else [],
            "casualties": [c for outcome, n in toll if (c := self.count(target, outcome, n, told)) is not None],
            "damage": self.damage(act),
            "claim": {"kind": "unattributed", "by": None},
        }

    def damage(self, act: Act) -> list[dict[str, Any]]:
        if not act.objects or self.rng.random() < 0.5:
            return []
        thing = act.objects if self.rng.random() < 0.8 else "building"
        return [{"object": thing, "outcome": "damaged", "count": None}]

    def day(self, act: Act, published: int) -> tuple[str | None, str | None]:
        rng, day, luck = self.rng, act.day, self.rng.random()
        if luck < 0.10:
            return None, None
        if luck < 0.13:
            return iso(day - rng.randint(0, 1)), iso(day + 1)
        if luck < 0.33:  # `today` of a text stamped late
            day = min(published, day + 1)
        elif luck < 0.35:
            day += rng.choice((-2, -1, 2, 3))
        return iso(day), iso(day)

    def place(self, spot: Spot) -> dict[str, Any]:
        rng, luck = self.rng, self.rng.random()
        row: dict[str, Any] = {"country": spot.country, "admin1": spot.admin1, "admin2": spot.admin2, "name": spot.name}
        text, lat, lon, precision = arabic(spot.name), spot.lat, spot.lon, 1
        if luck > 0.985:
            return {"country": spot.country}
        if luck < 0.03:
            row |= {"admin2": None, "name": spot.admin1}
            text, precision = arabic(spot.admin1), 4
        elif luck < 0.12:
            row["name"] = spot.admin2
            text, precision = arabic(spot.admin2), 3
        elif luck < 0.24 and len(spot.name) > 4:  # another spelling
            cut = rng.randrange(1, len(text)) if len(text) > 3 else 0
            text = text[:cut] + text[cut + 1 :] if cut else text
            row["name"] = spot.name.replace("q", "k").replace("i", "e", 1) + rng.choice(("", "h"))
        if luck > 0.85:
            row["admin2"] = None
        if rng.random() < 0.15 or precision > 3:
            return row | {"text": text}
        return row | {"text": text, "lat": lat, "lon": lon, "precision": precision}

    def count(self, group: str, outcome: str, number: int, told: float) -> dict[str, Any] | None:
        rng = self.rng
        if rng.random() < (0.5 if number == 0 else 0.15):
            return None
        low: int | None = number
        high: int | None = number
        if number and told < 0.12:  # an early or a later count
            low = high = max(1, round(number * rng.choice((0.5, 0.7, 0.8, 1.2, 1.5))))
        elif number and told < 0.25:
            low = high = max(0, number + rng.choice((-1, 1, 2)))
        elif number >= 3 and told < 0.33:
            low, high = 3, None
        elif number >= 3 and told < 0.38:
            high = None
        return {"group": group, "outcome": outcome, "low": low, "high": high}

    def passage(self, act: Act) -> str:
        rng = self.rng
        common = [self.vocabulary[min(int(rng.paretovariate(0.35)), 3999)] for _ in range(rng.randint(9, 25))]
        names = [w for w in act.words if rng.random() < 0.33]
        words = [*common, *names, arabic(act.spot.name)]
        rng.shuffle(words)
        return " ".join(words)


def iso(day: int) -> str:
    return (FIRST_DAY + timedelta(days=day)).isoformat()


def draw(world: World, wanted: int) -> Iterator[tuple[Paper, dict[str, Any], Act]]:
    """Tellings, day by day."""
    rng = world.rng
    # The density of incidents is the same whatever the number of events: fewer events, fewer days.
    days = max(20, min(DAYS, round(wanted / world.rate)))
    per_day = wanted / days / 2.5
    for day in range(days):
        world.open.clear() if day % 5 == 0 else None
        acts = [world.act(day) for _ in range(round(per_day * rng.uniform(0.6, 1.1)))]
        acts += [world.beside(act) for act in acts if rng.random() < 0.1]
        for act in acts:
            voices = int(rng.paretovariate(1.3))
            voices = voices if voices <= 10 else rng.randint(3, 10)
            for outlet in rng.sample(world.outlets, voices):
                yield world.tell(act, outlet, min(3, int(rng.expovariate(1.3))))


def write(
    wanted: int, out: Path, *, seed: int = 1, texts: bool = False, countries: int = 24, rate: float = 550.0
) -> int:
    """Write the events and the truth; say how many events there are."""
    out.mkdir(parents=True, exist_ok=True)
    world, count = World(seed, countries=countries, rate=rate), 0
    papers: dict[str, Paper] = {}
    with (out / "events.jsonl").open("w") as events, (out / "truth.tsv").open("w") as truth:
        for paper, event, act in draw(world, wanted):
            count += 1
            start, end = count, count + 1
            if texts:
                passage = world.passage(act)
                start, end = paper.length, paper.length + len(passage)
                paper.text.append(passage)
                paper.length = end + 1
            papers[paper.doc] = paper
            head = {
                "id": f"e{(count * 2654435761) % 2**32:08x}{count % 16:x}",
                "doc_id": paper.doc,
                "passage": [start, end],
            }
            events.write(json.dumps(head | event, ensure_ascii=False) + "\n")
            truth.write(f"{head['id']}\t{act.number}\n")
    with (out / "reports.jsonl").open("w") as reports:
        for paper in papers.values():
            row = {"doc_id": paper.doc, "text": "\n".join(paper.text), "published": iso(paper.published)}
            reports.write(json.dumps(row | {"outlet": paper.outlet}, ensure_ascii=False) + "\n")
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("events", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--countries", type=int, default=24)
    parser.add_argument("--rate", type=float, default=550.0)
    parser.add_argument("--texts", action="store_true")
    args = parser.parse_args()
    count = write(args.events, args.out, seed=args.seed, texts=args.texts, countries=args.countries, rate=args.rate)
    print(count, "events")


if __name__ == "__main__":
    main()
