"""Which sub-event type an event is, and by what means (codebook "Sub-event types": "Which one")."""

from __future__ import annotations

from collections.abc import Sequence

from sijill.events.acts import Act

FAMILIES = {
    "ied": "bomb", "suicide": "bomb", "grenade": "bomb", "shelling": "fire", "air": "fire", "chemical": "fire",
    "clash": "ground", "shooting": "ground", "attack": "any", "murder": "ground", "abduct": "abduct",
    "capture": "ground", "arrest": "arrest", "protest": "protest", "disperse": "protest", "riot": "protest",
    "mob": "protest", "takeover": "control", "retake": "control", "transfer": "control", "agree": "agree",
    "disrupt": "disrupt", "loot": "loot", "hq": "hq", "change": "change", "sexual": "sexual", "other": "other",
}  # fmt: skip
_NAMES = {
    "clash": "Armed clash", "retake": "Government regains territory", "takeover": "Non-state actor overtakes territory",
    "chemical": "Chemical weapon", "air": "Air/drone strike", "suicide": "Suicide bomb",
    "shelling": "Shelling/artillery/missile attack", "ied": "Remote explosive/landmine/IED", "grenade": "Grenade",
    "sexual": "Sexual violence", "murder": "Attack", "abduct": "Abduction/forced disappearance",
    "protest": "Peaceful protest", "riot": "Violent demonstration", "mob": "Mob violence", "agree": "Agreement",
    "arrest": "Arrests", "change": "Change to group/activity", "disrupt": "Disrupted weapons use",
    "hq": "Headquarters or base established", "loot": "Looting/property destruction",
    "transfer": "Non-violent transfer of territory", "other": "Other",
}  # fmt: skip
_AIR = frozenset({"aircraft", "drone"})  # the means of ``means``, which stands above this module
_BOMBS = frozenset({"ied", "landmine", "vehicle bomb", "explosives"})
_RIOTOUS = frozenset({"riot", "loot", "attack", "clash", "murder"})  # what makes a demonstration violent
_ARMED = frozenset({"shooting", "ied", "suicide", "grenade", "shelling", "air"})
_GROUND_WON = frozenset({"takeover", "retake"})
_SHELLS = frozenset({"rocket", "mortar", "artillery", "missile"})


def family(kind: str) -> str:
    """The family of an act's kind: kinds of one family may tell the same act."""
    return FAMILIES.get(kind, "any")


def decide(
    acts: Sequence[Act],
    weapons: Sequence[str],
    *,
    civilian: bool,
    hurt: bool,
    protest_hurt: bool,
    crowd: str = "",
) -> str:
    """The sub-event type of an event.

    Args:
        acts: all triggers of all its clauses.
        weapons: the means, as told.
        civilian: whether those hit are civilians only.
        hurt: whether anybody was killed or wounded.
        protest_hurt: whether protesters were killed, or hurt by live rounds.
        crowd: the class of those who did it; "protesters" where only a demonstration is told; else "".
    """
    acts = _fresh(acts)
    led_to = {"control", "agree"} if hurt else {"control", "agree", "arrest"}
    if any(family(a.type) in led_to and not a.behind for a in acts):
        acts = [
            a for a in acts if not a.behind
        ]  # سيطر على البلدة بعد معارك, اعتقل ثلاثة بعد اشتباك, اتفقوا على هدنة بعد معارك
    if not hurt and any(a.type == "arrest" for a in acts):
        acts = [a for a in acts if not a.attrs.get("raid")]  # نفذت القوة إنزالا واعتقلت أربعة
    kinds = {a.type for a in acts if a.force > 0} or {a.type for a in acts}
    strong = {a.type for a in acts if a.force >= 2}
    means = set(weapons)
    if crowd == "civilians" and all(a.attrs.get("fists") for a in acts if a.force >= 2) and "murder" in strong:
        return _NAMES["mob"]
    first = _special(kinds, strong, acts, means, protest_hurt=protest_hurt, crowd=crowd)
    if first:
        return first
    if "suicide" in strong or "suicide vest" in means:
        return _NAMES["suicide"]
    if ("grenade" in strong and not means & _AIR) or (means == {"grenade"} and not {"clash"} & strong):
        return _NAMES["grenade"]
    if (
        kinds & {"ied"}
        and not _after_fight(acts)
        and not (kinds & {"shelling", "air"} and means & (_SHELLS | _AIR) and not means & (_BOMBS - {"explosives"}))
    ):
        return _NAMES["ied"]
    fire = _fire(kinds, strong, means)
    if fire:
        return fire
    # سيطرت القوات على البلدة بعد معارك قتل فيها عشرون: they fell in the fight that came before.
    won = any(a.type in _GROUND_WON and a.reading.feat.startswith("past") for a in acts)
    return _ground(kinds, strong, means, civilian=civilian, hurt=hurt and not (won and kinds <= _GROUND_WON))


def _fresh(acts: Sequence[Act]) -> list[Act]:
    """The acts that say what happened: not those that point back (``بعد الهجوم``), where others stand beside them."""
    fresh = [a for a in acts if not a.anaphoric or a.type in {"suicide", "chemical", "sexual", "grenade"}]
    return fresh if any(a.force > 0 and a.type != "attack" for a in fresh) else list(acts)


def _after_fight(acts: Sequence[Act]) -> bool:
    """Whether a fight on the ground is told first, and a blast only in it."""
    order = [a.type for a in acts if a.force >= 2 and a.type in {"clash", "ied", "retake", "takeover"}]
    return bool(order) and order[0] != "ied" and "ied" in order


def _special(
    kinds: set[str], strong: set[str], acts: Sequence[Act], weapons: set[str], *, protest_hurt: bool, crowd: str
) -> str | None:
    if "sexual" in strong:
        return _NAMES["sexual"]
    if "chemical" in strong:
        return _NAMES["chemical"]
    crowded = _crowded(
        kinds, strong | ({"riot"} if "fire" in weapons else set()), protest_hurt=protest_hurt, crowd=crowd
    )
    if crowded:
        return crowded
    if "riot" in strong and not {"clash", "ied", "shelling", "air", "suicide", "mob"} & strong:
        return _NAMES["riot"]
    if any(a.attrs.get("foil") for a in acts):
        device = kinds & {"ied", "suicide", "shelling", "air"} or weapons
        return _NAMES["disrupt"] if device and "clash" not in strong else _NAMES["clash"]
    for kind in ("abduct", "agree", "change", "hq", "disrupt", "mob", "other"):
        if kind in strong and not strong & {"ied", "shelling", "air", "suicide", "clash"} - {kind}:
            found = kind == "disrupt" and ("arrest" in strong or not kinds.isdisjoint(_GROUND_WON))
            if found or (kind == "abduct" and "murder" in strong):
                break  # arms found on those arrested or in a town that was taken; the abducted found dead
            return _NAMES[kind]
    if len(kinds) == 1 and (only := next(iter(kinds))) in {"agree", "change", "hq", "abduct", "disrupt"}:
        return _NAMES[only]
    return None


def _crowded(kinds: set[str], strong: set[str], *, protest_hurt: bool, crowd: str) -> str | None:
    """Demonstrations, what became of them, and crowds that take the law into their hands."""
    if crowd in {"protesters", "rioters"} and kinds & _RIOTOUS and not strong & _ARMED and not protest_hurt:
        return _NAMES["riot"]
    if crowd == "civilians" and "loot" in kinds and not strong & (_ARMED | {"murder"}):
        return _NAMES["mob"]
    if "disperse" in strong and not strong - {"disperse", "arrest", "protest", "riot"}:
        return "Excessive force against protesters" if protest_hurt else "Protest with intervention"
    shot_at = protest_hurt and crowd != "unknown"  # gunmen whom nobody knows put no protest down
    beside = {"protest", "riot", "disperse", "mob"} | ({"shooting"} if shot_at else set())
    if "protest" in strong or ("protest" in kinds and not strong - beside):
        if protest_hurt:
            return "Excessive force against protesters"
        if {"riot"} & strong or {"mob"} & strong:
            return _NAMES["riot"]
        return "Protest with intervention" if {"disperse", "arrest", "shooting"} & strong else _NAMES["protest"]
    return None


def _fire(kinds: set[str], strong: set[str], means: set[str]) -> str | None:
    ground = "clash" in strong
    if "air" in kinds and not (ground and "air" not in strong):
        return _NAMES["air"] if "air" in strong or means & _AIR or not means & _SHELLS else _NAMES["shelling"]
    if "shelling" in kinds and not ground:
        return _NAMES["air"] if means & _AIR and not means & {"artillery", "mortar"} else _NAMES["shelling"]
    if "shelling" in strong and ground and means & _SHELLS:
        return _NAMES["clash"]
    if (
        means & _SHELLS
        and "clash" not in kinds
        and not strong & {"arrest", "abduct", "murder", "loot", "takeover", "retake"}
    ):
        return _NAMES["shelling"]
    if means & _AIR and kinds <= {"attack", "shooting"}:
        return _NAMES["air"]
    return None


def _ground(kinds: set[str], strong: set[str], means: set[str], *, civilian: bool, hurt: bool) -> str:
    for kind in ("retake", "takeover"):
        if kind in strong:
            return _NAMES[kind]
    if means & _BOMBS and not strong & {"clash", "murder", "arrest"}:
        return _NAMES["ied"]
    for kind in ("retake", "takeover"):
        if kind in kinds and not hurt and not kinds & {"arrest", "loot", "murder", "shooting"}:
            return _NAMES[kind]
    if "clash" in strong:
        return _NAMES["clash"]
    if "arrest" in strong and not strong & {"shooting", "murder"}:
        return _NAMES["arrest"]
    if ("transfer" in strong and not strong & {"shooting", "murder"}) or (kinds == {"transfer"} and not hurt):
        return _NAMES["transfer"]
    if "loot" in kinds and not hurt and (kinds <= {"loot", "attack"} or "loot" in strong):
        return _NAMES["loot"]
    if kinds <= {"arrest"} and kinds:
        return _NAMES["arrest"]
    return _NAMES["murder"] if civilian else _NAMES["clash"]
