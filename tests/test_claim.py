"""Who says so: cases of the rules, how far a saying reaches, and what the sides make of it."""

from __future__ import annotations

from functools import lru_cache

import pytest

from sijill.facts.attribution import claim_at
from sijill.facts.claim import LAYER, MAKERS
from sijill.facts.claimant import settle
from sijill.grammar import Chart, Grammar
from sijill.match import Doc, Matcher
from sijill.model import Claim, Report
from sijill.pack import Case, Pack, load_cases, load_pack

CASES = [c for c in load_cases() if c.file.endswith("rules/claim.yaml")]


@lru_cache(maxsize=1)
def machine() -> tuple[Pack, Matcher, Grammar]:
    pack = load_pack()
    return pack, Matcher.of(pack), Grammar([r for r in pack.rules if r.layer == LAYER], MAKERS, (LAYER,))


def read(text: str, published: str | None = None, outlet: str | None = None) -> Chart:
    _, matcher, grammar = machine()
    report = Report(doc_id="case", text=text, published=published, outlet=outlet)
    chart = Chart(Doc(report, matcher.units(text)))
    grammar.run_layer(chart, LAYER)
    return chart


def claim_of(text: str, passage: str, sides: list[str], outlet: str | None = None) -> Claim:
    """The claim of the event told in ``passage``, whose sides are given."""
    chart = read(text, outlet=outlet)
    a = text.index(passage)
    b = a + len(passage)
    units = chart.doc.units
    i = next(u.i for u in units if u.end > a)
    j = next((u.i for u in units if u.start >= b), len(units))
    return settle(claim_at(chart, i, j, chart.doc.report, machine()[0].outlets), sides, [])


@pytest.mark.parametrize("case", CASES, ids=[f"{c.rule}: {c.text[:40]}" for c in CASES])
def test_rule_finds_what_its_case_expects(case: Case) -> None:
    chart = read(case.text, case.published)
    facts = chart.all(case.kind)
    assert [chart.doc.quote(f.span) for f in facts] == case.expect.get(case.kind, [])
    for fact, wanted in zip(facts, case.values, strict=False):
        assert {k: getattr(fact.value, k) for k in wanted} == wanted


SCOPE = [
    # A saying holds over the sentences behind it …
    ("قال مصدر طبي إن رجلا قتل. وأصيب آخر في السوق.", "وأصيب آخر في السوق", ("official", None)),
    # … until another source is named,
    ("قال مصدر طبي إن رجلا قتل. وأفاد شهود أن آخر أصيب.", "أن آخر أصيب", ("witness", None)),
    # or the teller speaks for himself: background, an earlier day, the next item.
    ("قال مصدر طبي إن رجلا قتل. يذكر أن المدينة شهدت قصفا. وقتل آخر.", "وقتل آخر", ("unattributed", None)),
    ("قال مصدر طبي إن رجلا قتل. ومساء الخميس أصيب شرطي.", "أصيب شرطي", ("unattributed", None)),
    ("* قال مصدر طبي إن رجلا قتل.\n* أصيب شرطي في كمين.", "أصيب شرطي", ("unattributed", None)),
    # The pluperfect reaches to the end of its sentence.
    ("وكان مراسلنا قد أفاد بمقتل رجل. واعتقلت القوات خمسة.", "واعتقلت القوات خمسة", ("unattributed", None)),
    # A saying behind its clause covers it; the one inside the passage comes before the one carried over.
    ("قتل رجل وأصيب آخر، بحسب شهود عيان.", "قتل رجل", ("witness", None)),
    ("قال مصدر طبي إن رجلا قتل. وأصيب آخر كما ذكرت رويترز.", "وأصيب آخر كما ذكرت رويترز", ("media", "Reuters")),
    # A subordinate saying ends with its clause.
    ("انسحبوا، بينما تحدث مصدر طبي عن مقتل رجل، وقصفت المدفعية الجسر.", "وقصفت المدفعية", ("unattributed", None)),
    # Pronouns, "the source", surnames and "another statement" point back.
    ("قال العقيد سالم الراشد إن رجلا قتل. وقال الراشد إن آخر أصيب.", "آخر أصيب", ("official", "Salim al-Rashid")),
    ("قال مصدر طبي إن رجلا قتل. وأضاف أن آخر أصيب.", "آخر أصيب", ("official", None)),
    ("أعلنت حركة الشباب مقتل رجل. وحسب بيان آخر هاجم المقاتلون الجسر.", "هاجم المقاتلون", ("party", "Al-Shabaab")),
    # A new paragraph with an act of its own is the teller's, but "also" and "the attack" go on,
    ("قال مصدر طبي إن رجلا قتل.\nوفي البلدة المجاورة أصيب آخر.", "أصيب آخر", ("unattributed", None)),
    ("قال مصدر طبي إن رجلا قتل.\nكما أصيب آخر في السوق.", "أصيب آخر", ("official", None)),
    ("قال مصدر طبي إن رجلا قتل.\nووقع الهجوم في السوق.", "ووقع الهجوم في السوق", ("official", None)),
    # and monitors and named media tell the paragraphs that follow too.
    ("قالت وكالة رويترز إن رجلا قتل.\nوفي البلدة أصيب آخر.", "أصيب آخر", ("media", "Reuters")),
    ("أعلنت منظمة أطباء بلا حدود مقتل رجل.\nوفي البلدة أصيب آخر.", "أصيب آخر", ("ngo", "Doctors Without Borders")),
    ("وأصيب آخر، بحسب وكالة رويترز.\nوفي البلدة قتل رجل.", "قتل رجل", ("unattributed", None)),
    # Denials and demands tell no act.
    ("ونفى متحدث باسم الجيش سقوط قتلى. وقتل رجل في السوق.", "وقتل رجل في السوق", ("unattributed", None)),
    (
        "قصفت البلدة، ونفى الجيش ذلك، غير أن طبيبا أبلغ الوكالة بأن رجلا قتل",
        "قصفت البلدة، ونفى الجيش ذلك، غير أن طبيبا أبلغ الوكالة بأن رجلا قتل",
        ("official", None),
    ),
    # The officer who is named later is the one who spoke before.
    (
        "قال مسؤول عسكري إن رجلا قتل. وأضاف المسؤول وهو العقيد سالم الراشد أن آخر أصيب.",
        "رجلا قتل",
        ("official", "Salim al-Rashid"),
    ),
    # A lede without a source is told by the force that opens the next sentence.
    (
        "قتل رجل في السوق. وقال قائد الشرطة العميد سالم الراشد إن رجلا قتل.",
        "قتل رجل في السوق",
        ("official", "Salim al-Rashid"),
    ),
    # An organisation's own statement: its word comes before its informants'.
    (
        "وثق فريقنا ما يلي:\nسقطت قذيفة على السوق القديم وسط البلدة ظهر اليوم، وقال طبيب للفريق إن رجلا قتل.",
        "سقطت قذيفة على السوق القديم وسط البلدة ظهر اليوم، وقال طبيب للفريق إن رجلا قتل",
        ("ngo", None),
    ),
    ("بيان عن الأوضاع\nيتابع المرصد الأحداث:\nقتل رجل في السوق.", "قتل رجل في السوق", ("ngo", None)),
    # Nobody says so.
    ("قتل رجل في انفجار لغم.", "قتل رجل في انفجار لغم", ("unattributed", None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "passage", "wanted"), SCOPE)
def test_a_saying_reaches_as_far_as_the_text_lets_it(text: str, passage: str, wanted: tuple[str, str | None]) -> None:
    claim = claim_of(text, passage, [])
    assert (claim.kind, claim.by) == wanted


SETTLED = [
    ("أعلن الجيش المالي مقتل خمسة مسلحين.", ["Military Forces of Mali"], ("party", "Military Forces of Mali")),
    ("أعلن الجيش المالي مقتل خمسة مسلحين.", ["Unidentified armed group"], ("official", "Military Forces of Mali")),
    ("قال مصدر عسكري إن خمسة مسلحين قتلوا.", ["Military Forces of Chad"], ("party", "Military Forces of Chad")),
    ("قال مصدر أمني إن خمسة مسلحين قتلوا.", ["Military Forces of Chad"], ("official", None)),
    ("قال مصدر طبي إن خمسة مسلحين قتلوا.", ["Military Forces of Chad"], ("official", None)),
    ("قال قائد الشرطة العقيد سالم الراشد إن شرطيا قتل.", ["Police Forces of Chad"], ("party", "Salim al-Rashid")),
    ("قالت حركة الشباب إنها قتلت خمسة جنود.", ["Military Forces of Somalia", "Al-Shabaab"], ("party", "Al-Shabaab")),
    ("قال ناشطون إن خمسة جنود قتلوا.", ["Al-Shabaab"], ("witness", None)),
]


@pytest.mark.parametrize(("text", "sides", "wanted"), SETTLED)
def test_the_sides_decide_between_party_and_official(
    text: str, sides: list[str], wanted: tuple[str, str | None]
) -> None:
    claim = claim_of(text, text, sides)
    assert (claim.kind, claim.by) == wanted


def test_a_partys_own_outlet_speaks_for_it_where_nobody_is_named() -> None:
    text = "هاجم المقاتلون القاعدة فجر اليوم."
    assert claim_of(text, text, [], outlet="alemarah.net") == Claim(kind="party", by="Taliban")
    assert claim_of(text, text, [], outlet="reuters.com").kind == "unattributed"


def test_a_ministry_speaks_as_its_government() -> None:
    """It is a party where its state's men fought, an official elsewhere."""
    chart = read("قالت وزارة الداخلية إن دورية أوقفت رجلا.")
    fact = claim_at(chart, 4, len(chart.doc.units))
    role = {"government": "Government of Mali"}.get
    assert settle(fact, ["Police Forces of Mali"], [], role_group=role).kind == "party"
    assert settle(fact, ["Al-Shabaab"], ["Civilians"], role_group=role).kind == "official"
    assert settle(fact, ["Al-Shabaab"], ["Civilians"], role_group=role).by == "Government of Mali"


def test_a_coalition_fights_where_its_members_do() -> None:
    chart = read("قتل جنديان، بحسب بيان لقيادة التحالف العربي.")
    fact = claim_at(chart, 0, 2)
    assert settle(fact, ["Houthis"], ["Military Forces of Saudi Arabia"]).kind == "party"
    assert settle(fact, ["Houthis"], ["Civilians"]).kind == "official"


def test_a_belligerents_own_statement_gives_its_word() -> None:
    chart = read("هاجم المقاتلون القاعدة. وأفاد مراسلنا بمقتل جنديين.")
    assert settle(claim_at(chart, 0, 3, voice="Al-Shabaab"), ["Al-Shabaab"], []).by == "Al-Shabaab"
    assert settle(claim_at(chart, 5, 8, voice="Al-Shabaab"), ["Al-Shabaab"], []).kind == "party"


def test_a_report_that_quotes_strangers_is_nobodys_own_statement() -> None:
    chart = read("هاجم المقاتلون القاعدة.\nوقال شهود إن رجلا قتل.")
    assert settle(claim_at(chart, 0, 3, voice="Al-Shabaab"), ["Al-Shabaab"], []).kind == "unattributed"


def test_a_force_that_tells_of_its_own_act_is_a_side_the_text_leaves_out() -> None:
    chart = read("أعلنت الشرطة المالية إحباط تسلل قرب البلدة.")
    fact = claim_at(chart, 3, len(chart.doc.units))
    assert settle(fact, ["Al-Shabaab"], []).kind == "party"
    assert settle(fact, ["Unidentified armed group"], []).kind == "official"
    assert settle(fact, [], ["Civilians"]).kind == "official"


def test_rescuers_who_open_their_report_with_their_teams_speak_for_themselves() -> None:
    own = "فرقنا تخمد حريقا في بلدة\nقصفت طائرات سوقا في بلدة حزانو، وأكد الدفاع المدني السوري مقتل طفل."
    assert claim_of(own, "قصفت طائرات سوقا", ["Civilians"]) == Claim(kind="ngo", by="Syrian Civil Defence")
    quoted = "حريق في بلدة حزانو\nقصفت طائرات سوقا. وقال الدفاع المدني السوري إن فرقنا انتشلت طفلا."
    assert claim_of(quoted, "قصفت طائرات سوقا", ["Civilians"]).kind == "unattributed"
