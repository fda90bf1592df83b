"""Web pages in the layouts of the press, written for these tests. Outlets and events are invented.

Each layout carries the same body and wraps it in the furniture its kind of site has. `BODY` must come out whole,
`JUNK` must not come out at all.
"""

from __future__ import annotations

from collections.abc import Callable

BODY = (
    "Two warehouses at the river port of Qasr burned on Tuesday after what residents described as a drone strike.",
    "The provincial governor said at least four dock workers were wounded and that the crane had been destroyed.",
    "A spokesman for the coalition denied that its aircraft were in the area at the time of the explosion.",
    "According to the Lowland Monitoring Group, it was the third attack on the port since the middle of March.",
    "You can read more about the earlier attacks in our report from April, which quoted the same harbour master.",
)
TITLE = "Drone strike burns warehouses at Qasr port, residents say"
JUNK = (
    "dataLayer",
    "color: #123456",
    "Also Read",
    "Ten beaches to visit this summer",
    "Minister resigns over budget row",
    "May be an image of",
    "accept all cookies",
    "Subscribe now",
    "Already a subscriber",
    "Great article, thanks for sharing",
    "Share this article",
    "All rights reserved",
    "Photo: Jane Roe / Reuters",
    "Skip to main content",
    "hidden instruction to the reader",
)

SCRIPT = '<script>window.dataLayer=[];dataLayer.push({"strike":"killed 900"});</script>'
STYLE = "<style>.x{color: #123456}</style>"
HIDDEN = '<div style="display:none">A hidden instruction to the reader: 700 killed in Atlantis.</div>'
COOKIES = (
    '<div class="cookie-banner"><p>We use cookies to improve your visit. <a href="#">accept all cookies</a></p></div>'
)


def _p(lines: tuple[str, ...] = BODY) -> list[str]:
    return [f"<p>{line}</p>" for line in lines]


def newspaper() -> str:
    """A daily: JSON-LD, related aside, share bar, comments below."""
    first, *rest = _p()
    return f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE} | The Qasr Courier</title>{SCRIPT}{STYLE}
<meta property="og:site_name" content="The Qasr Courier"><meta property="og:title" content="{TITLE}">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{TITLE}",
"datePublished":"2021-04-14T23:30:00-05:00","author":{{"@type":"Person","name":"Ada Marsh"}},
"publisher":{{"@type":"Organization","name":"The Qasr Courier"}}}}</script></head>
<body><a class="skip-link" href="#m">Skip to main content</a><header><nav><a href="/">Home</a><a href="/w">World</a></nav></header>
{COOKIES}<main id="m"><article><h1>{TITLE}</h1><div class="byline">By Ada Marsh</div>
<div class="share-bar"><a href="#">Share this article</a> <a href="#">Tweet</a></div>
<figure><img alt="May be an image of fire" src="a.jpg"><figcaption>Photo: Jane Roe / Reuters</figcaption></figure>
{first}<p><strong>Also Read: <a href="/beach">Ten beaches to visit this summer</a></strong></p>{"".join(rest)}
<aside class="related"><h3>Related</h3><ul><li><a href="/m">Minister resigns over budget row</a></li></ul></aside>
</article><section id="comments"><h2>Comments</h2><div class="comment"><p>Great article, thanks for sharing this long
opinion of mine about the port, which has been attacked and attacked again.</p></div></section></main>
<footer><p>© 2021 The Qasr Courier. All rights reserved.</p></footer>{HIDDEN}</body></html>"""


def wordpress() -> str:
    """A blog: hentry, meta dates, related posts widget, comment form."""
    return f"""<html><head><title>{TITLE} &#8211; Harbour Watch</title>{SCRIPT}
<meta property="article:published_time" content="2021-04-14T08:00:00+00:00">
<link rel="canonical" href="https://harbourwatch.example/2021/04/14/qasr/"></head><body class="single has-sidebar">
<div id="page"><div class="site-header"><p>Harbour Watch: ships and ports</p></div><div id="primary">
<div id="post-7" class="post hentry"><h1 class="entry-title">{TITLE}</h1><div class="entry-content">{"".join(_p())}
<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Share this article</a></li></ul></div>
<div class="jp-relatedposts"><h3>Related</h3><p><a href="/x">Ten beaches to visit this summer</a></p></div></div></div>
<div id="respond" class="comment-respond"><h3>Leave a Reply</h3><p>Your email address will not be published.</p></div>
<ol class="comment-list"><li class="comment"><p>Great article, thanks for sharing.</p></li></ol></div>
<div id="secondary" class="widget-area sidebar"><div class="widget"><h2>Recent Posts</h2><ul><li><a href="/m">Minister
resigns over budget row</a></li></ul></div></div></div>{HIDDEN}</body></html>"""


def div_soup() -> str:
    """No semantic element at all: nested div and br, as content systems of the 2000s wrote."""
    text = "<br><br>".join(BODY)
    return f"""<html><head><title>{TITLE}</title>{STYLE}{SCRIPT}</head><body><div id="wrap"><div id="topnav" class="menu">
<a href="/">Home</a> | <a href="/n">News</a></div><div class="c1"><div class="hd">{TITLE}</div>
<div class="date">14 April 2021</div><div class="txt">{text}</div>
<div class="alt-text">May be an image of 2 people, fire and text</div>
<div class="readmore">Also Read: <a href="/b">Ten beaches to visit this summer</a></div></div>
<div class="footer">Copyright 2021 Qasr Online. All rights reserved.</div></div></body></html>"""


def paywall() -> str:
    """Text first, then a wall; the class of the wall also stands on the article."""
    return f"""<html><head><title>{TITLE} - Gulf Ledger</title><meta property="og:type" content="article">
<meta property="og:site_name" content="Gulf Ledger"><meta name="date" content="2021-04-14">{SCRIPT}</head>
<body class="subscribe-enabled"><div class="content has-paywall"><h1>{TITLE}</h1>{"".join(_p())}
<div class="paywall-overlay"><h2>Subscribe now</h2><p>To continue reading this article, choose a plan.</p>
<p>Already a subscriber? <a href="/in">Log in</a></p></div></div>{COOKIES}</body></html>"""


def inline_teasers() -> str:
    """Teasers as plain paragraphs between paragraphs, without any telling class."""
    first, second, *rest = _p()
    return f"""<html><head><title>{TITLE}</title></head><body><div class="a"><h1>{TITLE}</h1>
<p><time datetime="2021-04-14T10:00:00Z">April 14, 2021</time></p>{first}
<p>Also Read: <a href="/b">Ten beaches to visit this summer</a></p>{second}
<p>READ MORE: <a href="/m">Minister resigns over budget row</a></p>{"".join(rest)}
<p>(Photo: Jane Roe / Reuters)</p><p>May be an image of outdoors and text that says 'fire'</p>
<p>Share this article</p><p>Advertisement</p><h3>Related stories</h3>
<ul><li><a href="/b">Ten beaches to visit this summer</a></li><li><a href="/m">Minister resigns over budget row</a></li></ul>
</div></body></html>"""


def card_grid() -> str:
    """One article with a grid of further articles below, each an `article` element."""
    cards = "".join(
        f'<article class="card"><h3><a href="/{n}">{name}</a></h3><p>A summary of it in one sentence for the grid.</p></article>'
        for n, name in enumerate(
            ("Ten beaches to visit this summer", "Minister resigns over budget row", "Third thing")
        )
    )
    return f"""<html><head><title>{TITLE}</title><meta property="og:type" content="article">
<meta itemprop="datePublished" content="2021-04-14"></head><body><article class="main"><header><h1>{TITLE}</h1></header>
{"".join(_p())}</article><section class="more-stories"><h2>More stories</h2>{cards}</section></body></html>"""


def agency_table() -> str:
    """A table layout of an agency, with a byline inside the first cell."""
    rows = "".join(f"<p>{line}</p>" for line in BODY)
    return f"""<html><head><title>{TITLE}</title>{SCRIPT}</head><body>
<table width="100%"><tr><td class="nav"><a href="/">Index</a></td>
<td><h1>{TITLE}</h1><span class="published">Published: 14 April 2021</span>{rows}</td>
<td class="sidebar"><a href="/b">Ten beaches to visit this summer</a></td></tr></table>
<div class="footer">All rights reserved</div></body></html>"""


def amp() -> str:
    """An AMP page: amp-* elements, social share, consent."""
    return f"""<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>
<style amp-custom>.x{{color: #123456}}</style><meta property="article:published_time" content="2021-04-14T05:00:00Z">
</head><body><amp-consent class="consent"><div>We use cookies. <button>accept all cookies</button></div></amp-consent>
<main role="main"><h1>{TITLE}</h1><amp-img alt="May be an image of smoke" src="x.jpg"></amp-img>{"".join(_p())}
<amp-social-share class="social-share"></amp-social-share><div class="newsletter-signup"><p>Subscribe now to our newsletter
for the beaches.</p></div></main><div role="contentinfo"><p>All rights reserved</p></div></body></html>"""


def social_post() -> str:
    """A saved page of a social network: text in spans, machine alt text beside it."""
    lines = "".join(f'<div dir="auto"><span>{line}</span></div>' for line in BODY)
    return f"""<html><head><title>{TITLE}</title>{SCRIPT}</head><body><div role="navigation"><a href="/">Home</a></div>
<div role="main"><div class="userContent"><h1>{TITLE}</h1>{lines}<div>May be an image of 3 people, ship and fire</div></div>
<div class="commentsSection"><div class="comment">Great article, thanks for sharing</div></div></div></body></html>"""


LAYOUTS: dict[str, Callable[[], str]] = {
    layout.__name__: layout
    for layout in (
        newspaper, wordpress, div_soup, paywall, inline_teasers, card_grid, agency_table, amp, social_post,
    )
}  # fmt: skip

FIRST = (
    "Artillery hit the grain terminal at Old Pier on 3 May, according to the harbour authority, which gave no toll.",
    "Two silos were breached and a coaster moored alongside took on water, the authority said in its statement.",
)
SECOND = (
    "The ferry line between Qasr and the islands was closed on Sunday after a mine was seen near the channel.",
    "A navy officer said the object had been removed by divers and that the line would open again on Monday.",
)
TITLES = ("Grain terminal shelled at Old Pier", "Ferry line closed after mine sighting")


def tag_archive() -> str:
    """A tag page of a blog with the full text of each post."""
    posts = "".join(
        f"""<article class="post hentry"><header class="entry-header"><h2 class="entry-title"><a href="/p/{n}" rel="bookmark">
{title}</a></h2><span class="posted-on"><time class="entry-date published" datetime="2020-05-0{n + 4}T09:00:00Z">May {n + 4},
2020</time></span><span class="author vcard"><a rel="author" href="/a">M. Keel</a></span></header><div class="entry-content">
{"".join(_p(lines))}<p><a href="/p/{n}">Continue reading</a></p></div><footer>2 Comments on {title}</footer></article>"""
        for n, (title, lines) in enumerate(zip(TITLES, (FIRST, SECOND), strict=True))
    )
    return f"""<html><head><title>Tag: ports - Harbour Watch</title><meta property="og:site_name" content="Harbour Watch">
<link rel="canonical" href="https://harbourwatch.example/tag/ports"></head><body><h1>Tag: ports</h1>{posts}
<aside class="widget"><h2>Most read</h2><ul><li><a href="/b">Ten beaches to visit this summer</a></li></ul></aside></body></html>"""


def post_divs() -> str:
    """The same without `article`: boxes called post."""
    posts = "".join(
        f'<div class="blog-post"><h3><a href="https://harbourwatch.example/p/{n}">{title}</a></h3>'
        f'<p class="date">{n + 4} May 2020</p>{"".join(_p(lines))}</div>'
        for n, (title, lines) in enumerate(zip(TITLES, (FIRST, SECOND), strict=True))
    )
    return f'<html><head><title>Harbour Watch</title></head><body><div class="nav">Home</div><div>{posts}</div></body></html>'


def flat_digest() -> str:
    """Headings that are links with paragraphs below, one after the other without boxes."""
    posts = "".join(
        f'<h2><a href="https://harbourwatch.example/p/{n}">{title}</a></h2><p class="date">May {n + 4}, 2020</p>'
        + "".join(_p(lines))
        for n, (title, lines) in enumerate(zip(TITLES, (FIRST, SECOND), strict=True))
    )
    return f'<html><head><title>Harbour Watch</title></head><body><div id="main">{posts}</div></body></html>'


SEVERAL: dict[str, Callable[[], str]] = {layout.__name__: layout for layout in (tag_archive, post_divs, flat_digest)}
