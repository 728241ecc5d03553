"""Pages in the manner of different sites, around one article each: what is beside it tells of acts that are not in it."""

from __future__ import annotations

import json
from html import escape

from documents.texts import Article

MENU = ["الرئيسية", "سياسة", "محليات", "اقتصاد", "رياضة", "ثقافة", "اتصل بنا", "من نحن"]
TEASERS = [
    "مقتل 12 شخصا في انفجار سيارة مفخخة بمدينة كركوك",
    "غارة جوية على الحديدة توقع عشرة قتلى",
    "اغتيال ضابط برصاص مجهولين في عدن",
    "قصف صاروخي يستهدف حلب ويقتل أسرة كاملة",
    "افتتاح معرض الكتاب الدولي بمشاركة أربعين دارا",
]
COMMENT = "والله خبر محزن، وقد قتل عشرون شخصا أمس في البصرة بانفجار مثله ولم يتحدث عنهم أحد من المسؤولين، حسبنا الله."


def paragraphs(article: Article, tag: str = "p") -> str:
    return "\n".join(f"<{tag}>{escape(p)}</{tag}>" for p in article.paragraphs)


def links(titles: list[str], tag: str = "li") -> str:
    return "\n".join(f'<{tag}><a href="/news/{i}.html">{t}</a></{tag}>' for i, t in enumerate(titles))


def menu() -> str:
    return "<ul>" + links(MENU) + "</ul>"


def wordpress(article: Article, stamp: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "شبكة الواحة"},
            {"@type": "NewsArticle", "headline": article.title, "datePublished": stamp, "dateModified": "2024-02-02T01:00:00Z",
             "publisher": {"@type": "Organization", "name": "شبكة الواحة"}},
        ],
    }  # fmt: skip
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8">
<title>{article.title} | شبكة الواحة</title><link rel="canonical" href="https://waha.example/a-1/">
<meta property="article:modified_time" content="2024-02-02T01:00:00+00:00">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>
<style>.x{{color:red}}</style></head>
<body class="rtl single single-post has-sidebar comments-open">
<header id="masthead"><div class="site-title"><a href="/">شبكة الواحة</a></div><nav>{menu()}</nav></header>
<div class="ticker">عاجل: <a href="/b">{TEASERS[0]}</a></div>
<main id="main"><article id="post-1" class="post-1 post type-post tag-iraq category-news">
<header class="entry-header"><h1 class="entry-title">{article.title}</h1>
<div class="entry-meta">بواسطة <span class="author vcard">المحرر</span> في 5 فبراير 2024</div></header>
<div class="entry-content">{paragraphs(article)}
<div class="sharedaddy"><h3>شارك هذا الموضوع:</h3><ul>{links(["فيسبوك", "تويتر", "واتساب"])}</ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>مرتبط</h3>{links(TEASERS, "h4")}</div></div>
<footer class="entry-footer"><span class="tags-links">الوسوم: {links(["العراق", "ديالى"], "span")}</span></footer>
</article>
<div id="comments" class="comments-area"><h2>3 تعليقات</h2><ol class="commentlist"><li class="comment"><p>{COMMENT}</p>
<p>{COMMENT}</p></li></ol><form><p>اترك تعليقا</p><textarea></textarea></form></div></main>
<aside class="widget-area"><h2 class="widget-title">الأكثر قراءة</h2><ul>{links(TEASERS)}</ul></aside>
<footer><p>جميع الحقوق محفوظة لشبكة الواحة 2024</p></footer></body></html>"""


def drupal(article: Article, shown: str) -> str:
    return f"""<!DOCTYPE html><html lang="en" dir="rtl"><head><meta charset="utf-8"><title>{article.title} - وكالة المدار</title>
<meta name="Generator" content="Drupal 7"></head><body class="html not-front one-sidebar sidebar-first page-node">
<div id="page"><div id="header"><a>وكالة المدار</a><div class="region-menu">{menu()}</div></div>
<div id="content"><h1 class="title" id="page-title">{article.title}</h1>
<div class="node node-article"><div class="submitted">{shown}</div>
<div class="content"><div class="field field-name-field-image"><figure><img src="x.jpg">
<figcaption>صورة أرشيفية: آثار تفجير قتل فيه ثلاثون شخصا في بغداد عام 2007</figcaption></figure></div>
<div class="field field-name-body field-type-text"><div class="field-items"><div class="field-item even">
{paragraphs(article)}</div></div></div></div>
<ul class="links inline">{links(["أضف تعليقا", "طباعة", "1204 قراءة"])}</ul></div>
<div class="region region-related"><h2>اقرأ أيضا</h2><div class="view-content">{links(TEASERS, "div")}</div></div></div>
<div id="sidebar-first"><h2>آخر الأخبار</h2>{links(TEASERS, "p")}</div></div></body></html>"""


def bare(article: Article, shown: str) -> str:
    """No names that mean anything, lines parted by breaks, the headline in a span."""
    lines = "<br><br>\n".join(escape(p) for p in article.paragraphs)
    return f"""<html dir=rtl><head><meta http-equiv="content-type" content="text/html; charset=utf-8">
<title>صوت المدينة: {article.title}</title></head><body><div id="d1">{menu()}</div><div id="d2"><div class="c7">
<h1>{article.title}</h1><div class="c9">تاريخ النشر: {shown} &nbsp; عدد القراءات: 532</div><div class="c8">{lines}</div>
<div class="c4"><b>مواضيع ذات صلة</b><br>{"<br>".join(f'<a href="{i}">{t}</a>' for i, t in enumerate(TEASERS))}</div>
</div><div class="c3"><b>إعلان</b><br>اشترك الآن في النشرة البريدية</div></div>
<div id="d3">جميع الحقوق محفوظة</div></body></html>"""


def tables(article: Article, shown: str, charset: str = "windows-1256") -> str:
    """A page of the first years: tables, fonts, capitals, tags left open."""
    body = "".join(
        f'<P align=justify><FONT face="Simplified Arabic" size=4>{escape(p)}</FONT>' for p in article.paragraphs
    )
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset={charset}">
<TITLE>{article.title}</TITLE></HEAD><BODY dir=rtl bgColor=#ffffff><TABLE width=780 align=center><TR>
<TD colspan=2 bgcolor=#003366>{" | ".join(f'<A href="{m}.asp"><FONT color=white>{m}</FONT></A>' for m in MENU)}</TD></TR><TR>
<TD vAlign=top width=160>{"".join(f"<LI><A href=news.asp?id={i}>{t}</A>" for i, t in enumerate(TEASERS))}</TD>
<TD vAlign=top><FONT color=gray size=2>{shown}</FONT><BR><H1><FONT size=5 color=#990000>{article.title}</FONT></H1>
{body}</TD></TR><TR><TD colspan=2 align=center><FONT size=1>جميع الحقوق محفوظة &copy; 2004</FONT></TD></TR></TABLE></BODY></HTML>"""


def blogger(article: Article, shown: str) -> str:
    lines = "<br />\n<br />\n".join(escape(p) for p in article.paragraphs)
    return f"""<!DOCTYPE html><html dir='rtl'><head><meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/>
<title>مدونة الضفاف: {article.title}</title><meta content='{article.title}' property='og:title'/></head><body>
<div class='header section' id='header'><h1 class='title'>مدونة الضفاف</h1></div>
<div class='main section'><div class='date-outer'><h2 class='date-header'><span>{shown}</span></h2>
<div class='post hentry'><h3 class='post-title entry-title'>{article.title}</h3>
<div class='post-body entry-content'>{lines}<div style='clear: both;'></div></div>
<div class='post-footer'>مرسلة بواسطة فلان في <a href='x'>10:30 م</a></div></div></div>
<div class='comments' id='comments'><h4>هناك تعليقان (2):</h4><p class='comment-body'>{COMMENT}</p></div></div>
<div class='sidebar'><h2>أرشيف المدونة</h2>{links(TEASERS)}</div></body></html>"""


def program(article: Article, stamp: str) -> str:
    """A page that builds itself: the article only as linked data."""
    data = {"@type": "NewsArticle", "headline": article.title, "articleBody": "\n".join(article.paragraphs),
            "datePublished": stamp, "publisher": {"name": "قناة الأفق"}}  # fmt: skip
    return f"""<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{article.title}</title>
<script type="application/ld+json">[{json.dumps(data, ensure_ascii=True)}]</script></head>
<body><div id="root"></div><noscript>يجب تفعيل جافاسكربت لعرض هذه الصفحة</noscript></body></html>"""


def timed(article: Article, stamp: str, shown: str) -> str:
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{article.title} - إذاعة النهر</title>
<meta property="og:site_name" content="إذاعة النهر"><meta property="og:title" content="{article.title}"></head><body>
<div class="topbar"><time datetime="2019-01-01">الثلاثاء 1 يناير 2019</time></div>
<section class="hero"><div class="inner"><h1>{article.title}</h1><p class="standfirst">{escape(article.paragraphs[0])}</p>
<div class="stamp"><time datetime="{stamp}">{shown}</time></div></div></section>
<section class="story"><div class="story-body">{"".join(f"<div><p>{escape(p)}</p></div>" for p in article.paragraphs[1:])}
<div class="inline-promo"><h4>قد يهمك أيضا</h4><a href="/z">{TEASERS[1]}</a></div></div></section>
<section class="more-news"><h2>أخبار أخرى</h2><div class="cards">{"".join(f'<div class="card"><a href="{i}"><h3>{t}</h3></a><p>{t} وفق ما قالت مصادر محلية مساء اليوم.</p></div>' for i, t in enumerate(TEASERS))}</div></section>
</body></html>"""


def labelled(article: Article, line: str) -> str:
    first, *rest = article.paragraphs
    return f"""<!doctype html><html lang="ar-IQ" dir="rtl"><head><meta charset="utf-8"><title>{article.title}</title>
<meta name="application-name" content="جريدة الجسر"></head><body><div class="container"><div class="row"><div class="col-8">
<div class="breadcrumbs"><a>الرئيسية</a> / <a>أمن</a></div><h1 class="news-title">{article.title}</h1>
<div class="info"><span>{line}</span><span>كتب: محرر الشؤون المحلية</span><span>حجم الخط</span></div>
<div class="share">شارك</div><div class="txt"><p>{escape(first)}</p>
<blockquote><p>اقرأ أيضا: <a href="/q">{TEASERS[2]}</a></p></blockquote>
{"".join(f"<p>{escape(p)}</p>" for p in rest)}
<p><strong>للمزيد: <a href="/s">{TEASERS[3]}</a></strong></p><p>انضم إلى قناتنا على تليغرام</p></div>
<div class="tags"><a>أخبار</a> <a>محليات</a></div></div><div class="col-4">
<h4>الأكثر مشاهدة</h4>{"".join(f'<div class="item"><a href="{i}">{t}</a><span>2021/1/{i + 1}</span></div>' for i, t in enumerate(TEASERS))}
</div></div></div></body></html>"""


def sections(article: Article, shown: str) -> str:
    """Headings inside the article, a list, a heading that only links elsewhere."""
    first, *rest = article.paragraphs
    items = "".join(f"<li>{escape(p)}</li>" for p in rest)
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{article.title} — مرصد السهل</title></head>
<body><div role="banner">مرصد السهل</div><div role="main"><div class="article-head"><h1>{article.title}</h1><p>{shown}</p></div>
<div class="article-wrap"><p>{escape(first)}</p><figure><img><figcaption>{TEASERS[3]} (أرشيف)</figcaption></figure>
<ul>{items}</ul></div><section class="related-articles"><h3>مقالات ذات صلة</h3>
{"".join(f'<article><h3><a href="{i}">{t}</a></h3><p>قالت مصادر إن الحادث وقع أمس وأسفر عن سقوط قتلى وجرحى في المكان.</p></article>' for i, t in enumerate(TEASERS))}
</section></div><div role="contentinfo">للتواصل معنا</div></body></html>"""


def widgets(article: Article, stamp: str) -> str:
    """A page of a builder: every piece of it, the article as well, is called a widget."""
    cards = "".join(
        f'<article class="elementor-post"><h3><a href="{i}">{t}</a></h3><p>{t} بحسب مصادر متطابقة في المدينة صباح اليوم.</p></article>'
        for i, t in enumerate(TEASERS)
    )
    return f"""<!doctype html><html dir="rtl" lang="ar"><head><title>{article.title} &#8211; المنبر</title>
<meta property="article:published_time" content="{stamp}"></head><body><div class="elementor"><section class="elementor-section">
<div class="elementor-widget"><h1 class="elementor-heading-title">{article.title}</h1></div>
<div class="elementor-widget"><div class="elementor-widget-container">{paragraphs(article)}<p>تابعونا على <a href="t">تليغرام</a></p></div></div>
</section><section class="elementor-section"><h4>المزيد من الأخبار</h4><div class="elementor-posts">{cards}</div></section></div></body></html>"""


def form(article: Article, shown: str) -> str:
    """A page that is one form, without a heading."""
    return f"""<html><head><title>{article.title}</title></head><body dir="rtl"><form method="post" action="News.aspx">
<input type="hidden" name="__VIEWSTATE" value="/wEPDw"><table width="100%"><tr><td>{menu()}</td></tr><tr><td>
<span id="ctl00_lblTitle" class="ttl">{article.title}</span><br><span id="ctl00_lblDate">{shown}</span><br>
<span id="ctl00_lblBody">{"<br>".join(escape(p) for p in article.paragraphs)}</span></td></tr></table></form></body></html>"""


def named(article: Article, shown: str) -> str:
    """A page whose title is the office's, and whose headline is no heading."""
    return f"""<html dir="rtl"><head><title>وزارة الثقافة</title></head><body><div class="header-top">الأحد 21 سبتمبر 2025</div>
<div class="content-area"><div class="news-details"><div class="news-details-title">{article.title}</div>
<div class="news-details-date">{shown}</div><div class="news-details-text">{paragraphs(article, "div")}</div></div></div>
<div class="foot">خريطة الموقع | سياسة الخصوصية</div></body></html>"""


def front(titles: list[str]) -> str:
    """A page that is a list of articles."""
    cards = "".join(
        f'<div class="card"><h2><a href="/{i}">{t}</a></h2><p>قالت مصادر محلية إن الحادث وقع مساء أمس وأسفر عن جرحى.</p></div>'
        for i, t in enumerate(titles)
    )
    return f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>وكالة</title></head><body>{menu()}{cards}</body></html>'
