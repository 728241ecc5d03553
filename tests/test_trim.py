"""Trimming: what is left of a page that was saved as text, what is told of the rest, and where its day comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sijill.cli import app
from sijill.errors import UsageError
from sijill.model import Report
from sijill.read.day import partial_days
from sijill.read.trim import Repeats, Trimmed, trim, trim_all
from sijill.read.trim_files import trim_files

STORY = (
    "انفجر لغم أرضي صباح اليوم في حقل قرب قرية العين البيضاء، ما أدى إلى إصابة راعيين بجروح.\n"
    "وقال شاهد من القرية إن اللغم كان مزروعاً منذ سنوات على طرف الحقل الشرقي للقرية.\n"
    "ونقل المصابان إلى المشفى، وسيّج الأهالي الحقل حتى يصل فريق نزع الألغام من المدينة."
)
TITLE = "إصابة راعيين بانفجار لغم في العين البيضاء"
OTHERS = "افتتاح معرض الكتاب في المدينة القديمة\nانخفاض أسعار الخضار في أسواق الساحل\nفوز فريق الجامعة ببطولة الشطرنج"


def page(text: str, doc_id: str = "p", **fields: str) -> Report:
    return Report(doc_id=doc_id, text=text, **fields)


def only(text: str, **fields: str) -> Trimmed:
    return trim_all([page(text, **fields)])[0]


def left(trimmed: Trimmed) -> str:
    assert trimmed.report is not None
    return trimmed.report.text


# ---------------------------------------------------------------------- what is cut


@pytest.mark.parametrize(
    ("page_text", "why"),
    [
        (f"{TITLE}\n{STORY}\nاقرأ أيضاً\n{OTHERS}", "a list of other articles"),
        (f"{TITLE}\n{STORY}\nالتعليقات\n{OTHERS}", "the comments"),
        (f"{TITLE}\n{STORY}\nالسابق\n{OTHERS}", "a list of other articles"),
        (f"{TITLE}\n{STORY}\n{OTHERS}", "below the article"),
        (f"{OTHERS}\n{TITLE}\n{STORY}", "above the headline"),
    ],
)
def test_titles_of_other_articles_are_cut_and_the_reason_is_told(page_text: str, why: str) -> None:
    trimmed = only(page_text)
    assert left(trimmed) == f"{TITLE}\n{STORY}"
    assert why in {c.why for c in trimmed.cut}
    assert all(page_text.split("\n")[c.line - 1] == c.text for c in trimmed.cut)


def test_a_pointer_amid_the_text_is_cut_but_a_list_of_the_dead_is_not() -> None:
    first, *rest = STORY.split("\n")
    trimmed = only("\n".join([TITLE, first, "احتجاج في العاصمة على غلاء المحروقات", "سليم قاسم الراعي 45 سنة", *rest]))
    assert "المحروقات" not in left(trimmed)
    assert "سليم قاسم الراعي 45 سنة" in left(trimmed)


def test_a_line_that_others_of_the_outlet_repeat_is_none_of_the_article() -> None:
    other = "هطلت أمطار غزيرة على السهل الشمالي أمس، وقالت البلدية إن الطرق بقيت مفتوحة أمام السيارات."
    about = "موقع إخباري محلي يصدر منذ عشرين عاماً"
    first = page(f"{TITLE}\n{STORY}\n{about}", "a", outlet="السهل نيوز")
    second = page(f"أمطار على السهل الشمالي\n{other}\n{about}", "b", outlet="السهل نيوز")
    assert about not in left(trim_all([first, second])[0])
    assert about in left(trim_all([first, first])[0])  # one article that came twice repeats nothing
    assert about in left(only(first.text))


def test_a_headline_stays_where_another_page_repeats_it() -> None:
    ticker = page(f"خبر من الجامعة\nاختتمت الجامعة صباح أمس دورة الشطرنج بمشاركة عشرين لاعباً.\n{TITLE}", "b")
    assert TITLE in left(trim_all([page(f"{TITLE}\n{STORY}", "a"), ticker])[0])


def test_a_page_that_holds_no_article_is_told_and_gives_none() -> None:
    shell = "الرئيسية\nالسبت 1 آب, 2026\n" + "\n".join(f"عنوان من شريط الأخبار رقم {n} هنا" for n in "٠١٢٣٤٥٦")
    trimmed = only(shell)
    assert trimmed.report is None
    assert "a list of titles" in {c.why for c in trimmed.cut}


def test_plain_prose_and_lists_of_acts_stay_as_they_are() -> None:
    harvest = (
        "حلب: قصف مدفعي على بلدة الزيتون.\nحماة: انفجار لغم قرب قرية العين.\nدرعا: مقتل شرطي برصاص مجهولين في نوى."
    )
    assert left(only(STORY)) == STORY
    assert left(only(harvest)) == harvest
    assert left(only("انفجار في السوق القديم")) == "انفجار في السوق القديم"


def test_the_same_batch_gives_the_same_in_any_order() -> None:
    batch = [page(f"{TITLE}\n{STORY}\n{OTHERS}", "a"), page(f"{OTHERS}\n{STORY}", "b", outlet="س")]
    assert trim_all(batch) == trim_all(batch[::-1])[::-1]


# ---------------------------------------------------------------------- the day


@pytest.mark.parametrize(
    ("page_text", "day", "line"),
    [
        (f"{TITLE}\nالخميس 5 آذار 2015 - 14:20\n{STORY}", "2015-03-05", 2),
        (f"{TITLE}\nتاريخ النشر:\n05.03.2015\n{STORY}", "2015-03-05", 3),
        (f"{TITLE}\n{STORY}\n5:20 م · 5 مارس 2015", "2015-03-05", 5),
        (f"{TITLE}\n{STORY}\n— صفحة القرية (@alqarya) March 5, 2015", "2015-03-05", 5),
        (STORY.replace("اليوم", "اليوم الخميس 5 آذار/مارس 2015"), "2015-03-05", 1),
        (STORY.replace("اليوم", "أمس (5 آذار 2015)"), "2015-03-06", 1),
        (f"{STORY} وهذا ثالث لغم ينفجر عام 2014.".replace("اليوم", "اليوم الخميس 5 آذار"), "2015-03-05", 1),
        (f"{STORY} وهو العاشر في العام الحالي 2015.".replace("اليوم", "اليوم 5 آذار"), "2015-03-05", 1),
        (f"حصاد الأحداث ليوم الخميس 05-03-2015\n{STORY}", "2015-03-05", 1),
        (f"السبت 1 آب, 2026\n{OTHERS}\n{TITLE}\n2015/03/05\n{STORY}", "2015-03-05", 6),
        (f"{TITLE}\nآخر تحديث: 06.03.2015\n{STORY}".replace("اليوم", "اليوم الخميس"), "2015-03-05", 2),
    ],
)
def test_the_day_of_publication_is_read_from_the_page_with_its_line(page_text: str, day: str, line: int) -> None:
    trimmed = only(page_text)
    assert trimmed.report is not None
    assert trimmed.dated is not None
    assert (trimmed.report.published, trimmed.dated.line) == (day, line)


def test_the_day_in_the_address_counts_and_metadata_goes_before_all() -> None:
    stamped = f"{TITLE}\nالخميس 5 آذار 2015\n{STORY}"
    assert only(TITLE + "\n" + STORY, url="https://news.example/2015/03/07/x.html").dated.day == "2015-03-07"  # type: ignore[union-attr]
    known = only(stamped, published="2015-03-04")
    assert known.dated is None
    assert known.report is not None
    assert known.report.published == "2015-03-04"


@pytest.mark.parametrize(
    "page_text",
    [
        STORY,
        f"السبت 1 آب, 2026\n{OTHERS}\n{TITLE}\n{STORY}",  # the day of the visit
        f"{TITLE}\n{STORY}\nاقرأ أيضاً\n2019/01/02\n{OTHERS}",  # the day of another article
        STORY.replace("اليوم", "اليوم الخميس 5 آذار"),  # no year is told
        f"{STORY.replace('اليوم', 'اليوم الجمعة')} وكان لغم انفجر اليوم الخميس 5/3/2015.",  # another day's "today"
    ],
)
def test_a_day_that_the_page_does_not_tell_stays_unknown(page_text: str) -> None:
    trimmed = only(page_text)
    assert trimmed.report is not None
    assert trimmed.report.published is None


def test_a_year_that_the_page_leaves_out_is_one_of_the_batch() -> None:
    known = [page(f"{TITLE} {n}\n{STORY}", f"k{n}", published=f"201{n}-01-02") for n in (4, 5, 6)]
    trimmed = trim_all([*known, page(STORY.replace("اليوم", "اليوم الخميس 5 آذار"), "p")])[-1]
    assert trimmed.dated is not None
    assert trimmed.dated.day == "2015-03-05"


def test_a_report_of_a_dossier_takes_its_day_from_the_others_by_its_weekday() -> None:
    dated = page(f"{TITLE}\n{STORY}", "a", published="2015-03-05")
    today = page(STORY.replace("اليوم", "اليوم الخميس"), "b")
    next_day = page(STORY.replace("صباح اليوم", "أمس الخميس"), "c")
    other_week = page(STORY.replace("صباح اليوم", "يوم الخميس الماضي"), "d")
    dossiers = dict.fromkeys("abcd", "عين")
    days = [t.report and t.report.published for t in trim_all([dated, today, next_day, other_week], dossiers)]
    assert days == ["2015-03-05", "2015-03-05", "2015-03-06", None]
    assert trim_all([dated, today])[1].dated is None


def test_days_without_a_year_are_found_with_their_weekday() -> None:
    found = partial_days("يوم الثلاثاء 10 آب/ أغسطس وقبله 3 أيار 2021 و 45 آذار و 14 رجب")
    assert [(d.day, d.month, d.weekday) for d in found] == [(10, 8, 1)]


# ---------------------------------------------------------------------- files


def test_the_verb_writes_articles_and_tells_what_it_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [
        {"doc_id": "a", "text": f"{TITLE}\nالخميس 5 آذار 2015\n{STORY}\nالتعليقات\n{OTHERS}"},
        {"doc_id": "b", "text": STORY.replace("اليوم", "اليوم الخميس")},
    ]
    pages, out, log = tmp_path / "pages.jsonl", tmp_path / "out.jsonl", tmp_path / "log.jsonl"
    pages.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    dossiers = tmp_path / "dossiers.tsv"
    dossiers.write_text("a\tعين\nb\tعين\n", encoding="utf-8")
    args = ["trim", str(pages), "-o", str(out), "--log", str(log), "--dossiers", str(dossiers)]
    assert app(args, standalone_mode=False) == 0
    made = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [m["published"] for m in made] == ["2015-03-05", "2015-03-05"]
    assert made[0]["text"] == f"{TITLE}\n{STORY}"
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert told[0]["dated"]["line"] == 2
    assert {c["why"] for c in told[0]["cut"]} == {"a stamp", "the comments"}
    assert "2 pages: 2 articles, 0 without one; 2 dated by their words" in capsys.readouterr().err


def test_standard_input_cannot_be_read_twice() -> None:
    with pytest.raises(UsageError, match="more than once"):
        list(trim_files(["-"], {}, []))


def test_repeats_do_not_depend_on_who_is_asked_first() -> None:
    repeats = Repeats()
    for n in range(3):
        repeats.add(
            page(f"{OTHERS}\nخبر رقم {n} عن {'السهل والجبل والوادي ' * (n + 1)}والنهر وما حوله من القرى.", str(n))
        )
    assert trim(page(f"{OTHERS}\n{STORY}"), repeats) == trim(page(f"{OTHERS}\n{STORY}"), repeats)


def test_a_shell_of_titles_and_languages_holds_no_article():
    titles = "\n".join([OTHERS, "مهرجان للسينما في الساحل", "معرض للزهور في الحديقة", "موعد امتحانات الجامعة الجديدة"])
    menu = "اللغة/Language\nعربي\nKURDÎ\nENGLISH"
    assert only(f"{titles}\n{menu}").report is None
    trimmed = only(f"{TITLE}\n{STORY}\n{menu}")
    assert "ENGLISH" not in left(trimmed)
    assert {cut.why for cut in trimmed.cut} == {"the choice of languages"}
    assert "عربي" in left(only(f"{TITLE}\n{STORY}\nعربي"))
