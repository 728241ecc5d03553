"""Places: the right village, or an honest district with its reason."""

from __future__ import annotations

import pytest

from sijill.errors import UsageError
from sijill.events.coder import Coder
from sijill.model import Report
from sijill.pack import load_pack
from sijill.places import Hints, Mention, Places, find
from sijill.places.countryside import middle
from sijill.places.geo import apart, degrees, km
from sijill.places.keys import consonants, form, place_key, skeletons, split_head
from sijill.translit import transliterate


@pytest.fixture(scope="module")
def places() -> Places:
    return Places.open()


# ------------------------------------------------------------------ spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أسعد آباد", "اسعداباد"),
        ("مارجة", "مارجا"),
        ("غزنى", "غزنة"),
        ("دير الزور", "ديرالزور"),
        ("الحسكة", "حسكه"),
        ("طوز خورماتو", "طوزخورماتو"),
        ("أبي الخصيب", "أبو الخصيب"),
        ("آب‌بند", "اب بند"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("توبتشي", "توبجي"), ("غورغان", "جورجان"), ("تشوغك", "چوگك"), ("كورنغال", "كورنجال")]
)
def test_transliterations_of_one_name_share_a_skeleton(one: str, other: str) -> None:
    assert set(skeletons(place_key(one))) & set(skeletons(place_key(other)))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("بسرطون", "بصراطون", True),
        ("شموكة", "شموقه", True),
        ("البو حمد", "أبو حمد", True),
        ("الذيابية", "الديابيه", True),
        ("المزرعة", "الموزرة", False),
        ("حميمات", "حمات", False),
        ("مرج الزهور", "مرج الحور", False),
        ("الأسدية", "السويدية", False),
    ],
)
def test_consonants_of_arabic_names_are_taken_for_one_another_as_dialects_do(one: str, other: str, alike: bool) -> None:
    assert (consonants(place_key(one)) == consonants(place_key(other))) == alike


@pytest.mark.parametrize(
    ("name", "province", "found"),
    [
        ("معرزاف", "SY-ID", "Maarrzaf"),
        ("صكيرو", "SY-RA", "Skiru"),
        ("قوقفين", "SY-ID", "Quqfinah"),
        ("بسرطون", "SY-ID", None),  # no village of few consonants for another with one more
        ("كتيان", "SY-HL", None),  # nor for one of other vowels and with a consonant that is mixed
        ("العقربوطية", "SY-HL", None),
        ("كسبرينة", "IQ-AN", None),
    ],
)
def test_a_village_of_an_arabic_country_is_not_taken_for_one_that_only_sounds_alike(
    places: Places, name: str, province: str, found: str | None
) -> None:
    rows = places.lookup(name, admin1=province)
    assert (rows[0].name if rows else None) == found
    assert all(r.score_of_name < 0.9 for r in rows)


def test_the_side_of_a_province_is_amid_its_places_there(places: Places) -> None:
    unit = places.resolve([Mention(name="حلب", kind="admin1")], Hints(country="SY")).id or ""
    seat = places.seat(unit)
    west, north = places.side(unit, 270), places.side(unit, 0)
    assert seat is not None
    assert west is not None
    assert north is not None
    assert west[1] < seat.lon - 0.1
    assert north[0] > seat.lat + 0.1
    assert all(km((seat.lat, seat.lon), p) < 40 for p in (west, north))
    assert places.side(seat.id, 270) is None  # a town has no countryside of its own
    assert middle([(1.0, 1.0)] * 4, (0.0, 1.0), 0) is None  # too few to say where


def test_other_names_keep_their_own_keys() -> None:
    names = ["حلب", "حلبجة", "حمص", "حماة", "خوست", "خاش", "غزنة", "غزة", "عدن", "عين", "الباب", "بابل"]
    assert len({place_key(n) for n in names}) == len(names)


def test_a_heading_word_tells_the_kind() -> None:
    assert split_head("محافظة الأنبار") == ("admin1", "الانبار")
    assert split_head("الأنبار") == (None, "الانبار")


# ------------------------------------------------------------------ the table


def test_every_unit_stands_in_its_country(places: Places) -> None:
    rows = places._db.execute(
        "SELECT count(*) FROM place p JOIN place a ON a.id = p.a1 WHERE a.country <> p.country OR a.kind <> 1"
    )
    assert rows.fetchone() == (0,)


def test_every_place_has_a_point_on_the_globe(places: Places) -> None:
    off = "lat IS NULL OR lon IS NULL OR abs(lat) > 900000 OR abs(lon) > 1800000 OR (lat = 0 AND lon = 0)"
    assert places._db.execute(f"SELECT count(*) FROM place WHERE {off}").fetchone() == (0,)


@pytest.mark.parametrize(
    ("country", "provinces"),
    [("AF", 34), ("IQ", 19), ("SY", 14), ("YE", 22), ("LY", 22), ("EG", 27), ("PS", 2), ("LB", 8), ("TR", 81),
     ("NG", 37), ("ML", 11), ("SO", 18), ("SD", 18), ("SA", 13), ("IR", 31), ("DZ", 58), ("TN", 24), ("NE", 8),
     ("TD", 23), ("CM", 10)],
)  # fmt: skip
def test_every_province_has_arabic_names(places: Places, country: str, provinces: int) -> None:
    named = [unit for unit in places.provinces(country) if places.arabic_names(unit)]
    assert len(named) >= provinces


def test_every_country_is_there_with_arabic_names(places: Places) -> None:
    assert len([r for (r,) in places._db.execute("SELECT names FROM place WHERE kind = 0") if r]) > 240


@pytest.mark.parametrize(
    ("name", "country", "english"),
    [("بروكسل", "BE", "Brussels"), ("إسطنبول", "TR", "Istanbul"), ("كيدال", "ML", "Kidal"), ("غاو", "ML", "Gao"),
     ("مايدوجوري", "NG", "Maiduguri"), ("نجامينا", "TD", "N'Djamena"), ("القامشلي", "SY", "Qamishli"),
     ("سريناغار", "IN", "Srinagar"), ("باخموت", "UA", "Bakhmut"), ("غروزني", "RU", "Grozny"),
     ("ماراوي", "PH", "Marawi"), ("مقديشو", "SO", "Mogadishu"),
     ("القصرين", "TN", "Kasserine"), ("زاهدان", "IR", "Zahedan")],
)  # fmt: skip
def test_cities_of_the_news_are_found(places: Places, name: str, country: str, english: str) -> None:
    found = places.resolve([Mention(name=name)], Hints())
    assert (found.country, transliterated(found.name)) == (country, transliterated(english))
    assert found.precision == 1


def transliterated(name: str | None) -> str:
    return (name or "").replace("'", "").casefold()


def test_names_for_the_automaton_are_folded_and_tell_common_words(places: Places) -> None:
    names = list(places.names_for_automaton())
    assert 10_000 < len(names) <= 40_000
    assert all(name == form(name) for name, *_ in names)
    ambiguous = {name for name, _, _, marked in names if marked}
    assert {form(w) for w in ("الشعب", "معروف", "صباح", "ناصر")} <= ambiguous
    assert not {form(w) for w in ("بغداد", "حلب", "هلمند", "الفلوجة")} & ambiguous


def test_lookup_of_an_unknown_name_finds_nothing_outside_a_province(places: Places) -> None:
    assert places.lookup("زقزقوطة") == []


def test_near_names_are_sought_only_inside_an_announced_province(places: Places) -> None:
    assert places.lookup("كرنبول") == []
    near = places.lookup("سبين بولدق", admin1="AF-KAN")
    assert near
    assert near[0].name == "Spin Boldak"


def test_ids_of_sources_lead_to_the_place(places: Places) -> None:
    row = places.get("SY-HL")
    assert row is not None
    assert row.name == "Aleppo"
    assert places.get("gn:170062") == row
    assert places.get("gn:1") is None


def test_admin_of_centroid_and_radius(places: Places) -> None:
    province, district = places.admin_of("SY-HL/azaz")
    assert province is not None
    assert district is not None
    assert (province.name, district.name) == ("Aleppo", "Azaz")
    assert km(places.centroid("SY-HL/azaz") or (0, 0), (36.58, 37.04)) < 30
    assert places.radius_km(1) < places.radius_km(2) < places.radius_km(4, "SY-HL") < places.radius_km(6, "SY")


def test_a_missing_table_says_how_to_make_one(tmp_path) -> None:
    with pytest.raises(UsageError, match="places build"):
        Places.open(tmp_path / "none.db")
    (tmp_path / "other.db").write_text("no table")
    with pytest.raises(UsageError, match="not a gazetteer"):
        Places.open(tmp_path / "other.db")


# ------------------------------------------------------------------ choosing


def test_the_announced_province_settles_namesakes(places: Places) -> None:
    hosts = {}
    for province in ("هلمند", "غزني"):
        found = places.resolve([Mention(name="ناوه", kind="admin2")], Hints(country="AF", admin1=province))
        hosts[province] = found.admin1
    assert hosts == {"هلمند": "Helmand", "غزني": "Ghazni"}


def test_a_like_name_far_from_the_announced_district_is_not_taken(places: Places) -> None:
    hints = Hints(country="AF", admin1="هلمند", admin2="ناد علي")
    found = places.resolve([Mention(name="سره قلعه")], hints)
    assert (found.admin2, found.id, found.precision) == ("Nad Ali", "AF-HEL/nad-ali", 3)
    assert "km from the announced district" in (found.why_null or "")


def test_no_namesake_in_another_country_than_the_announced(places: Places) -> None:
    assert places.resolve([Mention(name="دوما")], Hints(country="PS")).admin1 == "West Bank"
    assert places.resolve([Mention(name="دوما")], Hints(country="SY")).admin1 == "Rif Dimashq"
    found = places.resolve([Mention(name="الفلوجة")], Hints(country="YE"))
    assert found.country == "YE"
    assert found.precision == 6
    assert found.why_null


def test_an_unknown_village_stands_at_its_district_with_its_own_name(places: Places) -> None:
    mentions = [
        Mention(name="زقزقوطة", kind="village"),
        Mention(name="أعزاز", kind="admin2"),
        Mention(name="حلب", kind="admin1"),
    ]
    found = places.resolve(mentions, Hints(report_country="SY"))
    assert (found.admin1, found.admin2, found.precision, found.admin2_source) == ("Aleppo", "Azaz", 3, "text")
    assert found.name == transliterate("زقزقوطة")
    assert found.why_null
    assert found.id == "SY-HL/azaz"


def test_an_unknown_village_without_a_district_stands_at_its_province(places: Places) -> None:
    found = places.resolve([Mention(name="زقزقوطة")], Hints(country="AF", admin1="هلمند"))
    assert (found.admin1, found.admin2, found.precision) == ("Helmand", None, 4)


def test_a_district_that_the_text_moves_keeps_the_texts_province_and_a_note(places: Places) -> None:
    mentions = [Mention(name="غازي آباد", kind="admin2"), Mention(name="نورستان", kind="admin1")]
    found = places.resolve([Mention(name="زقزقوطة"), *mentions], Hints(country="AF"))
    assert (found.admin1, found.admin2) == ("Nuristan", "Ghaziabad")
    moved = places.resolve([Mention(name="سنجار", kind="admin2")], Hints(country="IQ", admin1="الأنبار"))
    assert (moved.admin1, moved.admin2) == ("Anbar", "Sinjar")
    assert any("Nineveh" in note for note in moved.notes)


def test_a_seat_is_the_capital_of_its_province(places: Places) -> None:
    found = places.resolve([Mention(name="مركز ولاية هلمند")], Hints(report_country="AF"))
    assert (found.name, found.admin2) == ("Lashkar Gah", "Lashkar Gah")


def test_names_that_begin_with_a_heading_word_stay_whole(places: Places) -> None:
    assert places.resolve([Mention(name="ريف دمشق")], Hints(report_country="SY")).admin1 == "Rif Dimashq"
    assert places.resolve([Mention(name="ريف حلب الشمالي")], Hints(report_country="SY")).admin1 == "Aleppo"


def test_nothing_stands_out_so_nothing_is_chosen(places: Places) -> None:
    found = places.resolve([Mention(name="الشرقية")], Hints())
    assert found.lat is None
    assert found.why_null is not None
    assert {c.admin1 for c in found.candidates} >= {"Sharqia", "Eastern Province"}
    assert places.resolve([Mention(name="الشرقية")], Hints(outlet_country="SA", report_country="SA")).country == "SA"


def test_a_direction_moves_the_point_and_lowers_the_precision(places: Places) -> None:
    town = places.resolve([Mention(name="الفلوجة")], Hints(report_country="IQ"))
    west = places.resolve([Mention(name="الفلوجة")], Hints(report_country="IQ", relation="west", distance_km=12.0))
    assert (town.precision, west.precision) == (1, 2)
    assert km((town.lat or 0, town.lon or 0), (west.lat or 0, west.lon or 0)) == pytest.approx(12, abs=0.2)
    assert (west.lon or 0) < (town.lon or 0)
    assert places.resolve([Mention(name="الفلوجة", relation="near")], Hints(country="IQ")).precision == 2


def test_places_of_the_report_tell_namesakes_apart(places: Places) -> None:
    gaza, sinai = (31.35, 34.3), (31.13, 33.8)
    by_gaza = places.resolve([Mention(name="رفح")], Hints(nearby=(gaza,), report_country="PS"))
    by_sinai = places.resolve([Mention(name="رفح")], Hints(nearby=(sinai,), report_country="EG"))
    assert (by_gaza.country, by_sinai.country) == ("PS", "EG")


def test_resolving_again_and_in_another_order_gives_the_same(places: Places) -> None:
    names = ["حلب", "زقزقوطة", "الفلوجة", "رفح", "الشرقية", "كابول"]
    first = {n: places.resolve([Mention(name=n)], Hints()) for n in names}
    other = Places.open()
    assert {n: other.resolve([Mention(name=n)], Hints()) for n in reversed(names)} == first


@pytest.mark.parametrize("name", ["", " ", "،", "Paris", "123", "ال", "و", "\u200f", "محافظة", "مركز ولاية"])
def test_odd_names_do_no_harm(places: Places, name: str) -> None:
    places.resolve([Mention(name=name)], Hints())
    places.resolve([Mention(name=name, kind="admin1"), Mention(name=name, kind="admin2")], Hints(admin1=name))


def test_find_shows_candidates_by_a_place(places: Places) -> None:
    rows = find(places, "ناوه", near="Helmand")
    assert rows[0].admin1 == "Helmand"
    assert rows[0].reasons
    assert [r.score for r in rows] == sorted((r.score for r in rows), reverse=True)


# ------------------------------------------------------------------ transliteration


@pytest.mark.parametrize(
    ("arabic", "english"),
    [("ذبيح الله", "Zabihullah"), ("محمد", "Mohammed"), ("عبد الرحمن", "Abdulrahman"), ("يوسف", "Yousuf"),
     ("توبتشي", "Tubchi"), ("سربند", "Sarband"), ("الشابورة", "al-Shabura"), ("لغمان", "Laghman"), ("", "")],
)  # fmt: skip
def test_transliteration(arabic: str, english: str) -> None:
    assert transliterate(arabic).casefold() == english.casefold()


@pytest.mark.parametrize(("words", "precision"), [("في", 1), ("قرب", 2), ("غربي", 2)])
def test_beside_a_town_is_not_in_it(places: Places, words: str, precision: int) -> None:
    text = f"انفجرت عبوة ناسفة {words} مدينة بعقوبة فقتل جندي"
    (event,) = Coder(load_pack(), places).code(Report(doc_id="case", text=text, country="IQ"))
    assert (event.place.name, event.place.precision) == ("Baqubah", precision)


def test_every_country_of_reporting_has_its_capital(places: Places) -> None:
    seats = {c: row.name for c in ("SO", "TN", "TD", "SD", "CF", "MM") if (row := places.seat(c)) is not None}
    assert seats == {
        "SO": "Mogadishu", "TN": "Tunis", "TD": "N'Djamena", "SD": "Khartoum", "CF": "Bangui", "MM": "Naypyidaw",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arabic", "country", "english"),
    [("غارسن", "KE", "Garsen"), ("سنيجني", "UA", "Snizhne"), ("فومبان", "CM", "Foumban"), ("بدعونه", "KE", None),
     ("غارسن", "CM", None), ("كارسن", "SY", None)],
)  # fmt: skip
def test_a_town_with_no_arabic_name_is_found_by_its_sound_in_its_country_alone(
    places: Places, arabic: str, country: str, english: str | None
) -> None:
    found = places.lookup(arabic, country=country)
    assert (found[0].name if found else None) == english
    assert all(r.score < 0.9 for r in found)


def test_a_place_far_outside_the_announced_province_is_none_of_it(places: Places) -> None:
    far = places.resolve([Mention(name="الفلوجة")], Hints(report_country="IQ", admin1="البصرة"))
    assert (far.admin1, far.precision) == ("Basra", 4)
    assert "from the announced province" in (far.why_null or "")
    near = places.resolve([Mention(name="بلد")], Hints(report_country="IQ", admin1="صلاح الدين"))
    assert near.name == "Balad"


@pytest.mark.parametrize(("province", "taken"), [("حماة", True), ("حلب", True), ("حمص", False)])
def test_a_village_lies_in_a_neighbouring_province_only_where_that_has_places_near_it(
    places: Places, province: str, taken: bool
) -> None:
    found = places.resolve([Mention(name="جدوعية شمالية", kind="village")], Hints(country="SY", admin1=province))
    assert (found.precision == 1) == taken
    assert (found.why_null is None) == taken


def test_directions() -> None:
    assert [round(degrees((36.0, 37.0), p)) for p in ((37.0, 37.0), (36.0, 38.0), (35.0, 37.0), (36.0, 36.0))] == [
        0, 90, 180, 270,
    ]  # fmt: skip
    assert (apart(350, 10), apart(10, 350), apart(0, 180), apart(90, 90)) == (20, 20, 180, 0)
