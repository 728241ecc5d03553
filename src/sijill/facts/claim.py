"""Who says so: every saying in a report, its source, and how what is said is meant.

The rules of the layer ``claim`` find verbs of saying, "according to", statements and headlines with a colon; the makers
here read the source behind or before them. How far a saying reaches is settled in ``attribution``.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Literal

import msgspec

from sijill.facts.aside import asides, opens_content, that_follows
from sijill.facts.person import named, read_name, titled
from sijill.facts.source import read_person, read_source, read_state
from sijill.facts.speaker import Source, SourceKind
from sijill.facts.speech import CLOSING, OPENING, THAT, words
from sijill.grammar import Chart, Maker, Match, Reach, span_of
from sijill.match import Unit
from sijill.model import ClaimKind, Span
from sijill.text import NUMBER, SIGN, WORD

LAYER = "claim"

Modality = Literal["asserted", "denied", "planned", "threatened", "hypothetical"]
_MODALITY: dict[str, Modality] = {"deny": "denied", "threat": "threatened", "plan": "planned"}
_TALK = frozenset({"talk", "threat", "blame"})
_OFFICES = frozenset({"title", "office", "actor"})
_NOBODY = words("وقوف")  # "he made out that X stood behind it"
_IN = words("في وفي")
_BUT = words("لكن ولكن غير الا بيد ان بينما فيما حين في وقت")
_WHO = words("وهو وهي الذي التي")
_SUBORDINATE = words("بينما فيما حين وقت حيث اذ")
_GENERAL_KIND: dict[SourceKind, ClaimKind] = {
    "witness": "witness", "media": "media", "ngo": "ngo", "armed group": "party", "unknown": "unattributed",
}  # fmt: skip
_NO_SOURCE = Source("unknown", again=True)


class ClaimFact(msgspec.Struct, frozen=True):
    """One saying.

    Attributes:
        by: canonical English name of the person, outlet or organisation, if named.
        kind: who it is taken by itself; ``settle`` decides between party and official by the event's sides.
        group: canonical group it speaks for, where the words name one.
        text: the words that name the source, "" where a pronoun does.
        span: of those words.
        source: everything read of the source.
        act: what the verb does (say, talk, deny, allege, blame, own, threat, quote).
        continues: no new source, the one before goes on ("he added", "the same source").
        before: it stands behind what it covers ("…, the police said").
        local: it reaches no further than its own clause.
        weak: told in passing (a claim of responsibility in a relative clause, "as the agency reported it").
        modality: how what is said is meant.
        talk: opinion, demand, condemnation, threat or blame: no act is told.
    """

    by: str | None
    kind: ClaimKind
    group: str | None
    text: str
    span: Span
    source: Source
    act: str = "say"
    continues: bool = False
    before: bool = False
    local: bool = False
    weak: bool = False
    modality: Modality = "asserted"
    talk: bool = False


class ModalityFact(msgspec.Struct, frozen=True):
    """What stands behind this word up to unit ``until`` is denied, planned, threatened or hypothetical."""

    modality: Modality
    until: int


def claim_of(chart: Chart, source: Source, units: tuple[int, int], act: str = "say") -> ClaimFact:
    """The saying of a source read over the unit range."""
    i, j = units
    span = span_of(chart.doc, i, j) if j > i else (0, 0)
    kind = _GENERAL_KIND.get(source.kind, "official")
    text = chart.doc.quote(span)
    modality, talk = _MODALITY.get(act, "asserted"), act in _TALK
    return ClaimFact(
        source.by, kind, source.group, text, span, source, act, source.again, modality=modality, talk=talk
    )  # fmt: skip


def _subject(chart: Chart, j: int) -> tuple[int, int, Source] | None:
    """The source that begins at unit ``j`` or behind asides: where it begins and ends, and what it is."""
    units = chart.doc.units
    k = asides(chart, j)
    if k >= len(units) or (units[k].bare in THAT and units[k].form != "ابو"):
        return None
    if ((pro := _foreign_pro(units[k])) and pro != "و") or units[k].form in _NOBODY:
        return None
    read = read_source(chart, k)
    if read is not None:
        return k, *read
    read = _counted(chart, k) or read_person(chart, k) or (read_state(chart, k) if k == j else None)
    return (k, *read) if read is not None else _named_subject(chart, k)


def _counted(chart: Chart, k: int) -> tuple[int, Source] | None:
    """A counted source: ``ثلاثة مصادر أمنية``, ``ثلاثة من سكان الحي``."""
    units = chart.doc.units
    numbers = chart.at("number", k)
    if not numbers:
        return None
    at = numbers[0].j + (numbers[0].j < len(units) and units[numbers[0].j].form == "من")
    return read_source(chart, at) if at < len(units) else None


def _foreign_pro(unit: Unit) -> str:
    """A preposition in one word with the unit (``لوكالة`` is whom it was said to, not who said it)."""
    for r in unit.readings:
        if r.cat in {"outlet", "media", "srcnoun", "title", "office", "actor", "witness", "ngo", "stmt", "force"}:
            return r.pro.removesuffix("ال").removesuffix("لل") or ("ل" if r.pro.endswith("لل") else "")
    return ""


def _named_subject(chart: Chart, k: int) -> tuple[int, int, Source] | None:
    """A person named without a title before the name: ``قال فلان بن فلان، مدير كذا``, or a surname told before."""
    units = chart.doc.units
    name = read_name(chart, k, loose=True)
    if name is None:
        return _surname(chart, k)
    known, j = "name" in units[k].symbols, name.j
    at = _behind_name(units, j)
    office = read_source(chart, at) if at < len(units) and not _OFFICES.isdisjoint(units[at].symbols) else None
    if office is not None and units[at].form[:1] != "و" and (known or at > j):
        return k, office[0], msgspec.structs.replace(office[1], by=name.english, name=name.folded, again=False)
    if office is not None:
        return k, office[0], office[1]  # no name at all: "negotiators of the movement"
    if that_follows(chart, j) or (known and (len(name.folded.split()) > 1 or _described(units, j))):
        return k, j, Source("unknown", by=name.english, name=name.folded)
    return None


def _described(units: list[Unit], j: int) -> bool:
    """Whether a lone given name is followed by what was said at once, or by who bears it."""
    return _content_noun(units, j) or (j < len(units) and units[j].form in _WHO)


def _surname(chart: Chart, k: int) -> tuple[int, int, Source] | None:
    """An unknown word with the article: it points back at somebody named before."""
    unit = chart.doc.units[k]
    bare = unit.kind == WORD and ((unit.form.startswith("ال") and not unit.readings) or _told_before(chart, unit))
    if not bare or not that_follows(chart, k + 1, about=False):
        return None
    return k, k + 1, Source("unknown", name=unit.form, again=True)


def _told_before(chart: Chart, unit: Unit) -> bool:
    """Whether somebody of this surname spoke before."""
    return len(unit.form) > 2 and any(
        unit.form in f.value.source.name.split()[1:] for f in chart.all("claim") if f.i < unit.i
    )


def _behind_name(units: list[Unit], j: int) -> int:
    """The unit where an office can stand behind a name: at once, behind a bracket, behind a comma."""
    if j < len(units) and units[j].form == "(":
        j = next((x + 1 for x in range(j, min(j + 8, len(units))) if units[x].form == ")"), j)
    return j + 1 if j < len(units) and units[j].form in {"،", ",", "-", "–"} else j


def said(match: Match) -> Reach | None:
    """A verb of saying and who says: the source behind it or before it, or a pronoun."""
    chart, units, v = match.chart, match.doc.units, match.j - 1
    reading = units[v].reading("say")
    if reading is None or reading.feat.endswith(".we") or (v and "negation" in units[v - 1].symbols):
        return None
    if "link" in units[v].symbols and v + 1 < len(units) and units[v + 1].form.startswith("ل"):
        return None  # صهريجا تابعا لكذا
    act, frame = reading.attrs.get("act", "say"), reading.attrs.get("frame", "")
    if reading.enc:
        return _relative(match, v, act)
    found = _subject(chart, v + 1) if frame != "next" else None
    if not reading.pro and frame != "source" and (found is None or _told_to(units, found)):
        early = _subject_before(chart, v)
        if early is not None and not early[1].stated:
            return Reach(claim_of(chart, early[1], early[0], act), v + 1)
    end = found[1] if found else v + 1
    if not _framed(chart, frame, end, found=found is not None):
        return None
    if found is not None:
        claim = claim_of(chart, found[2], (found[0], found[1]), act)
    elif _pronoun_speaks(chart, v, act, frame):
        claim = msgspec.structs.replace(claim_of(chart, _NO_SOURCE, (v, v), act), continues=True)
    else:
        return None
    return Reach(_placed(chart, claim, match.i, end), end)


def _told_to(units: list[Unit], found: tuple[int, int, Source]) -> bool:
    """Whether what stands behind the verb is rather whom it was said to: ``طبيب أبلغ الوكالة``."""
    return found[2].kind == "media" and found[2].again and units[found[0] - 1].reading("say") is not None


def _framed(chart: Chart, frame: str, end: int, *, found: bool) -> bool:
    """Whether what the verb needs to be one of saying stands behind its subject (lexicon ``claim.tsv``, frame)."""
    units = chart.doc.units
    if frame == "next":
        return end < len(units) and units[end].bare in THAT
    if frame == "that":
        return that_follows(chart, end) or any(opens_content(u) for u in units[end : end + 3])
    if frame == "either":
        return found or that_follows(chart, end)
    if frame == "blame":
        return any("owning" in u.symbols for u in units[end : end + 8])
    return frame != "of" or any(u.form == "عن" for u in units[end : end + 4])


def _sentence_start(units: list[Unit], v: int) -> int:
    """Where the sentence of unit ``v`` begins, if at most nine units before it, else ``v``."""
    k = v
    while k > 0 and v - k < 10 and not units[k - 1].ends_sentence:
        k -= 1
    if v - k >= 10:
        return v
    while k < v and (
        (units[k].kind == SIGN and units[k].form not in OPENING)
        or (units[k].kind == NUMBER and k + 1 < v and units[k + 1].kind == SIGN)  # 18:40 – مراسلنا:
    ):
        k += 1
    return k


def _subject_before(chart: Chart, v: int) -> tuple[tuple[int, int], Source] | None:
    """The source that opens the sentence, right before the verb or the colon at ``v``: ``مصادر محلية أفادت``."""
    start = _sentence_start(chart.doc.units, v)
    start = _behind_but(chart.doc.units, start, v)
    read = read_source(chart, start) if start < v else None
    return ((start, read[0]), read[1]) if read is not None and asides(chart, read[0]) == v else None


def _behind_but(units: list[Unit], start: int, v: int) -> int:
    """Past "but", "while" and the like, at the head of the sentence or of the last clause before ``v``."""
    for k in range(max(0 if start == v else start, v - 8), v):
        if units[k].bare in _BUT and (k == start or units[k].form[:1] == "و" or units[k - 1].form in {"،", ","}):
            return next((x for x in range(k, v) if units[x].bare not in _BUT), v)
    return start


def _pronoun_speaks(chart: Chart, v: int, act: str, frame: str) -> bool:
    """Whether a verb of saying with no subject behind it goes on for the source before."""
    units = chart.doc.units
    if frame in {"source", "about"} or act in {"own", "quote", "blame"}:
        return False
    if that_follows(chart, v + 1):
        return True
    k = asides(chart, v + 1)
    if k >= len(units):
        return False
    return (units[v].form[:1] in "وفك" and not {"toll", "act"}.isdisjoint(units[k].symbols)) or (
        "asverb" in units[v - 1].symbols if v else False
    )


def _placed(chart: Chart, claim: ClaimFact, i: int, end: int) -> ClaimFact:
    """Whether it covers what stands before it, and how far it reaches."""
    units = chart.doc.units
    before = i > 0 and not units[i - 1].ends_sentence and _ends_clause(units, end)
    mid = i > 0 and units[i - 1].bare in _SUBORDINATE and i > 1 and not units[i - 2].ends_sentence
    talk = claim.talk or _opinion(units, end)
    return msgspec.structs.replace(claim, before=before, local=mid, talk=talk)


def _ends_clause(units: list[Unit], j: int) -> bool:
    return j >= len(units) or units[j].ends_sentence or units[j].form in CLOSING


def _opinion(units: list[Unit], j: int) -> bool:
    """Whether what is said is a demand or an opinion, by its first words."""
    for unit in units[j : j + 14]:
        if unit.ends_sentence:
            return False
        if "opine" in unit.symbols:
            return True
    return False


def _relative(match: Match, v: int, act: str) -> Reach | None:
    """A verb that takes back a noun (``أوردته``, ``نشرتها``, ``تبناه``): told in passing."""
    chart = match.chart
    found = _subject(chart, v + 1)
    if found is None:
        return None
    claim = claim_of(chart, found[2], (found[0], found[1]), act)
    lead = found[2].stated and found[2].group is not None  # a communiqué announced: it bears all that follows
    return Reach(msgspec.structs.replace(claim, before=not lead, weak=not lead), found[1])


def owned(match: Match) -> Reach | None:
    """A claim of responsibility (``تبنى``): the claimant is the source, though in passing only."""
    chart, units, v = match.chart, match.doc.units, match.j - 1
    if v and "negation" in units[v - 1].symbols:
        return None
    found = _subject(chart, v + 1)
    if found is None:
        ahead = itertools.takewhile(lambda k: not units[k].ends_sentence, range(v + 1, min(v + 5, len(units))))
        k = next((k for k in ahead if _head_of_group(units[k])), None)
        read = read_source(chart, k) if k is not None else None
        found = (k, *read) if k is not None and read is not None else None
    if found is None or found[2].kind in {"witness", "media", "ngo"}:
        return None
    claim = claim_of(chart, found[2], (found[0], found[1]), "own")
    return Reach(msgspec.structs.replace(claim, weak=True, before=True), found[1])


def _head_of_group(unit: Unit) -> bool:
    return not {"actor", "body"}.isdisjoint(unit.symbols)


def passed_on(match: Match) -> Reach | None:
    """``نقلت وكالة كذا عن فلان``: the one whose words are passed on, else the one who passes them on."""
    chart, units, v = match.chart, match.doc.units, match.j - 1
    reading = units[v].reading("say")
    if reading is None or reading.enc:
        return None
    carrier = _subject(chart, v + 1)
    k = carrier[1] if carrier else v + 1
    if k >= len(units) or units[k].form not in {"عن", "عنه", "عنها", "عنهم"}:
        k = next((x for x in range(v + 1, min(v + 3, len(units))) if units[x].form in {"عن", "عنه", "عنها"}), -1)
        if k < 0:
            return None
    if units[k].form != "عن":  # "as the agency quoted him": the source before goes on
        claim = claim_of(chart, _NO_SOURCE, (v, v))
        end = carrier[1] if carrier else k + 1
        return Reach(msgspec.structs.replace(claim, continues=True, before=True, weak=True), max(end, k + 1))
    whose = _subject(chart, k + 1)
    best = whose if whose is not None and not (whose[2].kind == "unknown" and carrier) else carrier
    if best is None:
        return None
    claim = claim_of(chart, best[2], (best[0], best[1]))
    end = max(whose[1] if whose else k + 1, best[1])
    return Reach(_placed(chart, claim, match.i, end), end)


def had_said(match: Match) -> Reach | None:
    """``كان X قد أعلن``: an earlier word, told in passing: it reaches to the end of its sentence only."""
    chart, units = match.chart, match.doc.units
    found = _subject(chart, match.j)
    if found is None:
        return None
    j = asides(chart, found[1])
    if j >= len(units) or (reading := units[j].reading("say")) is None or reading.enc:
        return None
    claim = claim_of(chart, found[2], (found[0], found[1]), reading.attrs.get("act", "say"))
    return Reach(msgspec.structs.replace(claim, local=True), j + 1)


def according(match: Match) -> Reach | None:
    """``بحسب``, ``وفقا ل``, ``نقلا عن``: before what is said at the head of a clause, behind it elsewhere."""
    chart, units = match.chart, match.doc.units
    head = units[match.i].reading("attrib")
    if head is not None and head.attrs.get("self"):
        claim = claim_of(chart, _NO_SOURCE, (match.i, match.i))
        return Reach(msgspec.structs.replace(claim, continues=True, before=True), match.j)
    read = read_source(chart, match.j) if match.j < len(units) else None
    if read is None and match.j < len(units):
        read = _counted(chart, match.j) or read_person(chart, match.j)
    if read is None:
        named = _named_subject(chart, match.j) if match.j < len(units) else None
        if named is None:
            return None
        read = named[1], named[2]
    claim = claim_of(chart, read[1], (match.j, read[0]))
    return Reach(msgspec.structs.replace(claim, before=_behind(units, match.i, read[0])), read[0])


def _behind(units: list[Unit], i: int, j: int) -> bool:
    """Whether an adverbial "according to" at ``[i, j)`` closes its clause instead of opening one."""
    if i == 0 or units[i - 1].ends_sentence or units[i - 1].bare in {"انه", "ان", "فيما"}:
        return False
    if j < len(units) and units[j].bare in {"فان", "ان", "فانه"}:
        return False
    return units[i].form[:1] not in {"و"} or units[i].bare == units[i].form


def as_said(match: Match) -> Reach | None:
    """``حسبما أعلن X``, ``على ما أفاد X``; ``كما`` at the head of a sentence only means "also"."""
    chart, units = match.chart, match.doc.units
    i, v = match.i, match.j - 1
    also = units[i].bare == "كما"
    opening = i == 0 or units[i - 1].ends_sentence or units[i].form.startswith("و")
    found = _subject(chart, v + 1)
    reading = units[v].reading("say")
    if reading is None:
        return None
    act = reading.attrs.get("act", "say")
    if act == "quote" and ((passed := passed_on(match)) is not None or found is None or found[2].kind != "media"):
        return passed  # but وفق ما نقلته إذاعة محلية: who passes it on
    if found is None:
        return said(match) if also else None
    claim = claim_of(chart, found[2], (found[0], found[1]), act)
    forward = also and (opening or that_follows(chart, found[1]) or _content_noun(units, found[1]))
    return Reach(msgspec.structs.replace(claim, before=not forward and _behind(units, i, found[1])), found[1])


def _content_noun(units: list[Unit], j: int) -> bool:
    return j < len(units) and not {"act", "toll"}.isdisjoint(units[j].symbols)


def going_on(match: Match) -> Reach | None:
    """``مضيفا أن``: the source before goes on."""
    reading = match.doc.units[match.i].reading("saying")
    follows = that_follows(match.chart, match.j) or _content_noun(match.doc.units, match.j)
    if reading is None or reading.pro.endswith(("ل", "ب", "ال")) or not follows:
        return None
    act = reading.attrs.get("act", "say")
    claim = claim_of(match.chart, _NO_SOURCE, (match.i, match.i), act)
    return Reach(msgspec.structs.replace(claim, continues=True), match.j)


def stated(match: Match) -> Reach | None:
    """``وفي بيان لـX قام …``, ``بيان آخر``: a statement with no verb of saying beside it."""
    units, i = match.doc.units, match.i
    reading = units[i].reading("stmt")
    alone = reading is not None and bool(reading.attrs.get("alone"))
    first = i if alone else i - 1
    if (not alone and (i == 0 or units[i - 1].form not in _IN)) or (first and units[first - 1].reading("say")):
        return None
    read = read_source(match.chart, i)
    if read is None:
        return None
    claim = claim_of(match.chart, read[1], (i, read[0]))
    opening = first == 0 or units[first - 1].ends_sentence or units[first].form.startswith("و")
    if not opening and not read[1].by and not read[1].group:
        return None
    return Reach(msgspec.structs.replace(claim, weak=not opening, before=not opening), read[0])


def headed(match: Match) -> Reach | None:
    """A source with a colon behind it at the head of a sentence: ``المرصد: …``."""
    chart, units, i = match.chart, match.doc.units, match.i
    if (i + 1 < len(units) and units[i + 1].form == ":") or (i and units[i - 1].form == ":"):
        return None
    early = _subject_before(chart, i)
    if early is None or (early[1].kind in {"armed group", "government"} and not early[1].name):
        return None
    return Reach(claim_of(chart, early[1], early[0]), i + 1)


def unreal(match: Match) -> ModalityFact:
    """A plan, a threat or a condition: it holds to the end of the clause."""
    reading = match.doc.units[match.i].reading("unreal")
    name = reading.attrs.get("modality", "hypothetical") if reading else "hypothetical"
    modality: Modality = "planned" if name == "planned" else "threatened" if name == "threatened" else "hypothetical"
    return ModalityFact(modality, clause_end(match.doc.units, match.j))


def refused(match: Match) -> ModalityFact:
    """What a verb of denial or threat governs."""
    reading = match.doc.units[match.j - 1].reading("say")
    act = reading.attrs.get("act", "") if reading else ""
    return ModalityFact(_MODALITY.get(act, "denied"), clause_end(match.doc.units, match.j))


def clause_end(units: list[Unit], j: int) -> int:
    """The unit where the clause that holds unit ``j`` ends: a comma or the end of the sentence."""
    while j < len(units) and not units[j].ends_sentence and units[j].form not in {"،", ","}:
        j += 1
    return j


MAKERS: Mapping[str, Maker] = {
    "said": said, "owned": owned, "passed_on": passed_on, "had_said": had_said, "according": according,
    "as_said": as_said, "going_on": going_on, "stated": stated, "headed": headed, "titled": titled, "named": named,
    "unreal": unreal, "refused": refused,
}  # fmt: skip
