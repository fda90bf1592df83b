"""What stands on a page and is not the article: found by what it is, by what it is called and by what it says.

Nothing that holds more than a third of the page's prose is ever taken for furniture, whatever it is called: sites put
`has-paywall` on the article itself.
"""

from __future__ import annotations

import re

from trigpoint.sources.pages.blocks import Element, link_share, names_of, plain, prose_length

_NEVER_TEXT = (
    "script", "style", "noscript", "template", "iframe", "frame", "object", "embed", "applet", "svg", "canvas", "math",
    "button", "input", "select", "textarea", "option", "datalist", "dialog", "video", "audio", "map", "link", "meta",
)  # fmt: skip
_INLINE = ("span", "a", "strong")
_SITE = ("nav", "footer", "aside", "menu", "form")
_ROLES = frozenset(
    {"navigation", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"}
)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![\d.]))", re.IGNORECASE)


def _words(*names: str) -> re.Pattern[str]:
    return re.compile(r"(?:^|[\s-])(?:" + "|".join(names) + r")(?=$|[\s-])")


_CALLED = _words(
    "comments?", "comment-?(?:list|section|thread|area|form|respond)", "disqus(?:-thread)?", "respond", "replies",
    "shar(?:e|es|ing)(?:-?(?:bar|buttons?|tools?|links?|this))?", "social(?:-?(?:bar|links?|media|share|icons?))?",
    "addtoany", "sharedaddy", "jp-relatedposts",
    "related(?:-?(?:articles?|stories|posts|content|links|news|topics|coverage))?", "recommend(?:ed|ations?)?",
    "recirc(?:ulation)?", "more-(?:stories|news|from|on|articles)", "also-?read", "read-?(?:also|next|more)",
    "(?:most|more)-?(?:read|popular|viewed|recent)", "trending", "popular-posts", "outbrain", "taboola", "latest-news",
    "newsletters?(?:-?\\w+)?", "subscribe(?:-?\\w+)?", "subscription", "sign-?up", "paywall(?:-?\\w+)?", "regwall",
    "meter(?:ed)?", "piano", "cookies?(?:-?(?:banner|notice|consent|bar|law))?", "consent", "gdpr", "cmp",
    "breadcrumbs?", "pagination", "pager", "nav(?:igation|bar)?(?:-?links)?", "post-navigation", "menu",
    "tags?-?(?:list|links|cloud)",
    "cat-links", "ads?", "advert(?:s|isement|ising)?", "ad-?(?:slot|unit|container|wrapper|banner)", "sponsor(?:ed)?",
    "promo(?:tion)?s?",
    "author-?(?:bio|box|info|card|description)", "about-(?:the-)?author", "skip-?links?", "screen-reader-text", "sr-only",
    "visually-?hidden", "(?:photo|image|img|picture|media)-?(?:credits?|copyright|source)", "credits?",
    "sidebar", "widgets?", "footer",
    "site-header", "masthead", "top-?bar", "popup", "modal", "toast", "banner", "alt-text", "edit-link",
)  # fmt: skip
_CALLED_ON_SINGLE_PAGES = _words("teasers?", "cards?", "promo", "story-list", "list-item", "river", "carousel", "rail")

_POINTS_ELSEWHERE = re.compile(
    r"(?:also\s+read|read\s+(?:also|more|next|the\s+full\s+(?:story|article)|this)|related(?:\s+(?:articles?|stor(?:y|ies)|"
    r"news|coverage|content|topics?|posts?|links?|reading))?|see\s+also|more\s+stories|"
    r"recommended(?:\s+(?:for\s+you|reading|stories|articles))?|you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested)"
    r".{0,20}|don.?t\s+miss|must\s+read|most\s+(?:read|popular|viewed)|trending(?:\s+(?:now|stories))?|watch(?:\s+(?:now|also|"
    r"live|more))?|watch:.{0,100}|listen(?:\s+(?:now|to))?|in\s+pictures|in\s+case\s+you\s+missed\s+it|editor.?s.?\s+"
    r"(?:picks?|choice)|continue\s+reading|keep\s+reading|latest\s+(?:news|stories|headlines)|up\s+next|next\s+(?:story|"
    r"article|post)|previous\s+(?:story|article|post)|what\s+to\s+read\s+next|further\s+reading|explore\s+more|"
    r"get\s+more\b.{0,40})",
    re.IGNORECASE,
)
_MORE_ON = re.compile(r"(?:more|read\s+more|latest)\s+(?:on|from|in|about)\b[^.!?]{0,80}", re.IGNORECASE)
# Imperatives count only where a sentence begins: men who "were forced to sign up for the militia" are news.
_PLEA = re.compile(
    r"(?:^|[.!?:]\s+|\|\s*)(?:(?:please\s+)?subscribe\s+(?:now|today|here|to|for)|sign\s+(?:up|in)\s+(?:for|to|here|now)|"
    r"log\s?in\s+to\s+(?:read|continue|comment)|register\s+(?:now|to\s+(?:read|continue))|create\s+(?:a\s+free|an)\s+account|"
    r"become\s+a\s+(?:subscriber|member)|unlock\s+this\s+(?:story|article)|start\s+your\s+(?:free\s+)?trial|"
    r"follow\s+us\s+on|share\s+(?:this|on)\s+(?:article|story|post|facebook|twitter|x\b)|download\s+(?:the|our)\s+app|"
    r"join\s+our\s+(?:whatsapp|telegram|newsletter)|get\s+the\s+latest\s+(?:news|headlines|updates)|"
    r"support\s+our\s+journalism|(?:please\s+)?enable\s+javascript|turn\s+off\s+your\s+ad\s?blocker|"
    r"leave\s+a\s+(?:comment|reply))"
    r"|already\s+a\s+(?:subscriber|member)\?|are\s+you\s+a\s+(?:subscriber|member)\?|(?:is\s+for|available\s+to)\s+subscribers"
    r"\s+only|(?:free|remaining)\s+articles?\s+(?:this\s+month|left|remaining)|limit\s+of\s+free\s+articles|to\s+(?:continue|"
    r"keep)\s+reading\s+(?:this|the)\b|to\s+read\s+(?:the\s+full|the\s+rest\s+of\s+this|this)\s+(?:story|article)|"
    r"(?:we|this\s+(?:web)?site)\s+uses?\s+cookies|accept\s+(?:all\s+)?cookies|cookie\s+(?:policy|settings|preferences)|"
    r"by\s+continuing\s+to\s+(?:use|browse)\s+(?:this|our)|your\s+email\s+address\s+will\s+not\s+be\s+published|"
    r"all\s+rights\s+reserved",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?:\d+|no)\s+(?:comments?|repl(?:y|ies)|shares?|views?)(?:\s+(?:yet|on\s+.{0,150}))?|comments?\s+off(?:\s+on\s+"
    r".{0,150})?|comments?|advertisement|advertising|sponsored(?:\s+content)?|story\s+continues\s+below.{0,40}|share|tweet|"
    r"print|e-?mail|copy\s+link|save|dismiss|close|menu|skip\s+to\s+(?:main\s+)?content|back\s+to\s+top|load\s+more|show\s+"
    r"(?:more|comments)|(?:filed\s+under|tags?|topics?|categor(?:y|ies))\s*:.{0,150}|(?:©|\(c\)\s*\d{4}|copyright\s+(?:©|\(c\)|\d{4})).{0,150}|"
    r"post\s+navigation|leave\s+a\s+reply|newsletter)\W*",
    re.IGNORECASE,
)
_MACHINE_ALT = re.compile(
    r"(?:may\s+be\s+an?\s+image\s+of|image\s+may\s+contain|no\s+photo\s+description\s+available)", re.IGNORECASE
)
_AGENCY_CREDIT = (
    r"(?:AFP|AP|Reuters|EPA|Getty(?:\s+Images)?|Anadolu(?:\s+Agency)?|Shutterstock|Alamy|iStock|X|Twitter|Telegram|"
    r"Handout|File)"
)
_CREDIT = re.compile(
    r"\(?(?:(?:file\s+)?(?:photo(?:graph)?|image|picture|illustration|graphic|video)s?(?:\s+(?:credits?|by|courtesy(?:\s+of)?|source))?|"
    r"credits?|courtesy(?:\s+of)?)\s*[:/|©-]\s*[^.!?]{1,100}\)?\.?"
    r"|\(?(?:©\s*)?[\w .,'&-]{0,60}/\s*" + _AGENCY_CREDIT + r"\)?"
    r"|\(?(?:©\s*)?[\w .,'&-]{0,60}via\s+(?:AFP|AP|Reuters|EPA|Getty(?:\s+Images)?|Anadolu|Shutterstock)\)?"
    r"|(?:©\s*)?\(?" + _AGENCY_CREDIT + r"(?:\s+(?:photo|images?))?\)?",
    re.IGNORECASE,
)
_KEPT_BACK = re.compile(
    r"already\s+a\s+(?:subscriber|member)|subscribers?\s+only|to\s+(?:continue|keep)\s+reading|unlock\s+this|"
    r"limit\s+of\s+free\s+articles|to\s+read\s+(?:the\s+full|this)\s+(?:story|article)|log\s?in\s+to\s+read",
    re.IGNORECASE,
)
_SHORT = 300  # characters; a plea for a subscription is never a long paragraph


def drop_unseen(tree: Element) -> None:
    """Take out what a reader of the page never sees as text: scripts, styles, forms' parts, hidden elements."""
    for element in list(tree.iter(*_NEVER_TEXT)):
        _drop(element)
    for element in list(tree.iter()):
        if element.tag in ("html", "body", "main"):
            continue  # hidden until the page's script has run
        if element.get("hidden") is not None or element.get("aria-hidden") == "true" or _is_styled_away(element):
            _drop(element)


def _is_styled_away(element: Element) -> bool:
    return bool(_HIDDEN_STYLE.search(element.get("style") or ""))


def drop_furniture(tree: Element, *, is_single: bool) -> None:
    """Take out navigation, teasers, share bars, pleas, credits and comments. `is_single`: the page is one article."""
    total = prose_length(tree)
    most = max(total / 3, min(200, 0.6 * total))  # on a short page a footer is a large part
    for element in list(tree.iter()):
        if element is tree or element.getparent() is None or element.tag in ("html", "body", "main", "head"):
            continue
        if _is_furniture(element, is_single=is_single) and prose_length(element) <= most:
            _drop(element)
    _drop_by_words(tree)


def _is_furniture(element: Element, *, is_single: bool) -> bool:
    if element.tag in _SITE or element.get("role") in _ROLES:
        return True
    if element.tag == "header":
        return (
            not any(True for _ in element.iter("h1", "h2")) and prose_length(element) == 0 and not _in_article(element)
        )
    names = names_of(element)
    if not names.strip():
        return False
    return bool(_CALLED.search(names)) or (is_single and bool(_CALLED_ON_SINGLE_PAGES.search(names)))


def _in_article(element: Element) -> bool:
    return any(ancestor.tag == "article" for ancestor in element.iterancestors())


def _drop_by_words(tree: Element) -> None:
    leaves = list(tree.iter("p", "div", "li", "h2", "h3", "h4", "h5", "h6", "figcaption", "span", "a", "strong"))
    for element in leaves:
        if element.tag in _INLINE and (element.getprevious() is not None or element.getnext() is not None):
            continue  # words inside a sentence are the sentence's
        if element.getroottree().getroot() is not tree.getroottree().getroot():
            continue  # went with its parent
        line = plain(element)
        if not line or len(line) > _SHORT or not is_furniture_line(line, linked=link_share(element)):
            continue
        if element.tag in _INLINE and line != plain(element.getparent()):
            continue
        if element.tag.startswith("h"):
            _drop_list_after(element)
        _drop(element)


def _drop_list_after(heading: Element) -> None:
    """ "Related stories" and the list of links that follows it."""
    following = heading.getnext()
    if following is not None and following.tag in ("ul", "ol", "div", "section") and link_share(following) > 0.7:
        _drop(following)


def is_furniture_line(line: str, *, linked: float = 0.0) -> bool:
    """Whether a block of text is no sentence of the article. `linked` is the share of it that is a link."""
    if _MACHINE_ALT.match(line):
        return True
    if len(line) > _SHORT:
        return False
    if _BARE.fullmatch(line) or _CREDIT.fullmatch(line) or _MORE_ON.fullmatch(line):
        return True
    pointer = _POINTS_ELSEWHERE.match(line)
    if pointer:
        rest = line[pointer.end() :].lstrip()
        if not rest.strip(".:»>→…") or rest[0] in ":|»>→" or linked > 0.5:
            return True
    return bool(_PLEA.search(line))


def is_paywall_line(line: str) -> bool:
    """Says that the rest of the article is kept back."""
    return len(line) <= _SHORT and bool(_KEPT_BACK.search(line))


def _drop(element: Element) -> None:
    """Remove an element and keep the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + " " + element.tail
        else:
            before.tail = (before.tail or "") + " " + element.tail
    parent.remove(element)
