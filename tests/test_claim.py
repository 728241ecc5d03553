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
    # A body points back by its noun, and is itself where nobody was named.
    (
        "قالت لجان مقاومة الواحة إن رجلا قتل. وذكرت اللجان أن آخر أصيب.",
        "آخر أصيب", ("ngo", "Al-Waha Resistance Committees"),
    ),
    ("قال مصدر طبي إن رجلا قتل. وقالت اللجنة إن آخر أصيب.", "آخر أصيب", ("official", None)),
    # A bare surname that spoke before is the same man; an unknown word is nobody.
    ("قال سمير داود قائد الشرطة إن رجلا قتل. وذكر داود أن آخر أصيب.", "آخر أصيب", ("official", "Samir Dawud")),
    # The word of those who go on with the act itself, in the next sentence or behind the clause …
    ("انفجرت عبوة في السوق.\nوقال شهود من أهل الحي إن العبوة كانت مخفية.", "انفجرت عبوة في السوق", ("witness", None)),
    ("قصفت المدفعية البلدة، وقال سكان إن إحدى القذائف أصابت دارا.", "قصفت المدفعية البلدة", ("witness", None)),
    # … but not of those who tell of something else, of its aftermath, or claim it.
    ("انفجرت عبوة في السوق.\nوقال شهود إن الشرطة أغلقت الحي.", "انفجرت عبوة في السوق", ("unattributed", None)),
    ("انفجرت عبوة في السوق.\nوقالت حركة الشباب إن الهجوم رد.", "انفجرت عبوة في السوق", ("unattributed", None)),
    ("سلم الحرس المركز.\nوقال سكان إن العملية جرت بهدوء.", "سلم الحرس المركز", ("unattributed", None)),
    # What stands between two words of one source is its own, between those of two sources nobody's.
    (
        "وقال الجيش المالي إن رجلا قتل.\nوفي غرب البلاد أصيب جندي.\nوأضاف البيان أن آخر خطف.",
        "أصيب جندي", ("party", "Military Forces of Mali"),
    ),
    (
        "وقال الجيش المالي إن رجلا قتل.\nوفي غرب البلاد أصيب جندي.\nوقال طبيب إن آخر خطف.",
        "أصيب جندي", ("unattributed", None),
    ),
    # "The ministry" is the one named before; "the resistance" is the group of that name, not who was named last.
    (
        "أعلنت وزارة الدفاع التركية مقتل رجل. وذكرت الوزارة أن آخر أصيب.",
        "آخر أصيب", ("party", "Government of Turkey"),
    ),
    (
        "هاجمت المقاومة الشعبية مواقع الحوثيين. وقال المركز الإعلامي للمقاومة إن رجلا قتل.",
        "رجلا قتل", ("party", "Popular Resistance (Yemen)"),
    ),
    # A statement by its first lines, and a report that only its title's source tells.
    ("بيان صادر عن مجلس قضاء النخيل\nأصيب رجل في نزاع.", "أصيب رجل", ("official", "Al-Nakhil District Council")),
    ("بيان عن الأمطار\nأصيب رجل في نزاع.", "أصيب رجل", ("unattributed", None)),
    # The pluperfect of a monitor is passing too, but its bulletin goes on.
    ("وكان المرصد السوري قد وثق مقتل رجل.\nكما أصيب آخر.", "أصيب آخر", ("ngo", "Syrian Observatory for Human Rights")),
    # Nobody says so.
    ("قتل رجل في انفجار لغم.", "قتل رجل في انفجار لغم", ("unattributed", None)),
]  # fmt: skip

SOURCES = [
    # A body is named by its town, a person in office is not …
    ("أعلن المجلس البلدي لبلدة الواحة مقتل رجل.", "official", "Al-Waha Municipal Council"),
    ("قالت غرفة طوارئ النخيل إن رجلا قتل.", "ngo", "Al-Nakhil Emergency Room"),
    ("قال رئيس بلدية الواحة إن رجلا قتل.", "official", None),
    ("أعلن المجلس البلدي مقتل رجل.", "official", None),
    ("قالت وزارة الصحة إن رجلا قتل.", "official", None),
    # … but by his name behind what his office is held over, whatever else a family name means.
    ("وأوضح رئيس بلدية الواحة سمير داود أن رجلا قتل.", "official", "Samir Dawud"),
    ("قال مسؤول ملف المياه شرقي البلاد سالم الراشد إن رجلا قتل.", "official", "Salim al-Rashid"),
    ("قال رئيس المجلس القروي سالم ربيع، إن رجلا قتل.", "official", "Salim Rabi"),
    ("قال الوسيط القبلي الشيخ سالم الراشد إن رجلا قتل.", "witness", "Salim al-Rashid"),
    ("قال مسؤول ملف المياه شرقي البلاد إن سالم الراشد قتل.", "official", None),
    # A press office speaks for its body, for itself where nobody is told.
    ("قال المركز الإعلامي للجيش المالي إن رجلا قتل.", "party", "Military Forces of Mali"),
    ("قال المركز الإعلامي إن رجلا قتل.", "media", None),
    ("قال المتحدث الإعلامي لمديرية الدفاع المدني بمنطقة الواحة إن رجلا قتل.", "official", "Al-Waha Civil Defence"),
    # A town is a town though its name is another word too, a quarter that nobody names is none.
    ("قالت لجان مقاومة مدني إن رجلا قتل.", "ngo", "Madni Resistance Committees"),
    ("قالت لجان مقاومة الحي إن رجلا قتل.", "ngo", "Resistance Committees"),
    # Committees and centres of civil society, by what they are for.
    ("قال مركز توثيق الحريات إن رجلا قتل.", "ngo", None),
    ("قالت رابطة المعلمين إن رجلا قتل.", "ngo", None),
    ("قالت لجنة المشتريات إن رجلا قتل.", "official", None),
    # Activists of a monitor are the monitor, others witnesses; so is whoever speaks without an office.
    ("أفاد نشطاء المرصد السوري لحقوق الإنسان بمقتل رجل.", "ngo", "Syrian Observatory for Human Rights"),
    ("أفاد نشطاء في البلدة بمقتل رجل.", "witness", None),
    ("وقالت معلمة في القرية إن رجلا قتل.", "witness", None),
    ("وقال أحد شيوخ القرية إن رجلا قتل.", "witness", None),
    ("وقالت مصادر قبلية إن رجلا قتل.", "unattributed", None),
    ("وأكد عضو البرلمان سالم الراشد أن رجلا قتل.", "official", "Salim al-Rashid"),
    ("خرج العمال في مسيرة، بحسب مشاركين تحدثوا إلينا.", "witness", None),
    ("خرج العمال في مسيرة وفق ما عاين مراسلنا.", "media", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "by"), SOURCES)
def test_a_source_is_known_by_the_words_behind_it(text: str, kind: str, by: str | None) -> None:
    claim = claim_of(text, text.removesuffix("."), [])
    assert (claim.kind, claim.by) == (kind, by)


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
