"""What the page of a written brief says around the author's text, in the language of the brief.

Names, quotations, ids and the facts of records stay as the case has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

import attrs

from trigpoint.products.wording import day_words

_ARABIC = re.compile("[\u0600-\u06ff]")
_LATIN = re.compile(r"[^\W\d_]")


@attrs.frozen(kw_only=True)
class PageLabels:
    """The words of one language. `{scale}`, `{source}`, `{n}` are filled in."""

    language: str  # ISO 639-1
    is_rtl: bool
    arrow: str  # from whoever says it to whoever passes it on, along the line
    skip: str
    a_brief: str
    every_sentence_cited: str
    records_as_of: str
    signed: str
    as_of: str
    likelihood_words: str
    contents: str
    notes: str
    sources: str
    words: str
    note: str
    back: str
    on_the_word_of: str
    authors_note: str
    notes_lede: str
    undated: str
    hidden: str
    hidden_cut: str
    statements: str
    sources_cited: str
    one_article: str
    articles: str
    no_report: str
    words_and_limits: str
    scale_lede: str
    limits: str
    made_with: str
    written_text: str

    def day(self, day: date) -> str:
        """A day in the words of the language; ISO 8601 where its months are not known here."""
        return day_words(day) if self.language == "en" else day.isoformat()

    def moment(self, moment: datetime) -> str:
        """Day, hour and minute, in UTC."""
        return f"{self.day(moment.astimezone(UTC).date())}, {moment.astimezone(UTC):%H:%M} UTC"


ENGLISH = PageLabels(
    language="en",
    is_rtl=False,
    arrow="←",
    skip="Skip to the brief",
    a_brief="A written brief",
    every_sentence_cited="every sentence cited",
    records_as_of="Records as of",
    signed="Signed",
    as_of="As of",
    likelihood_words="Words of likelihood",
    contents="Contents",
    notes="Notes",
    sources="Sources",
    words="Words",
    note="Note",
    back="Back to the text",
    on_the_word_of="on the word of",
    authors_note="author’s note, no evidence",
    notes_lede="A statement is quoted as its article has it. "
    "“trigpoint verify” checks each note of the HTML against the archived bytes, offline.",
    undated="date of publication not known",
    hidden="The sentence holds characters that reorder or hide text.",
    hidden_cut="The sentence holds characters that reorder or hide text; they are left out here.",
    statements="Statements",
    sources_cited="Sources cited",
    one_article="1 article",
    articles="{n} articles",
    no_report="No report is cited.",
    words_and_limits="Words and limits",
    scale_lede="Words of likelihood are those of {scale}: {source}. A range holds its lower end, not its upper.",
    limits="Every sentence above carries its evidence or says that it is the author’s note. What rests on one independent "
    "origin is attributed or hedged; dates and places are no finer than the evidence; a radius stands where a place is first "
    "named. Confidence is about the evidence and never shares a sentence with a likelihood.",
    made_with="Made with Trigpoint from records as of",
    written_text="Written text",
)

ARABIC = PageLabels(
    language="ar",
    is_rtl=True,
    arrow="→",
    skip="انتقل إلى الموجز",
    a_brief="موجز مكتوب",
    every_sentence_cited="كل جملة موثّقة",
    records_as_of="السجلات حتى",
    signed="التوقيع",
    as_of="حتى تاريخ",
    likelihood_words="ألفاظ الاحتمال",
    contents="المحتويات",
    notes="الحواشي",
    sources="المصادر",
    words="الألفاظ",
    note="حاشية",
    back="العودة إلى النص",
    on_the_word_of="نقلا عن",
    authors_note="ملاحظة من الكاتب بلا دليل",
    notes_lede="تُنقل الأقوال كما وردت في مقالاتها حرفيا. "
    "يتحقق الأمر «trigpoint verify» من كل حاشية في صفحة HTML مقابل النسخ المحفوظة دون اتصال بالشبكة.",
    undated="تاريخ النشر غير معروف",
    hidden="في الجملة محارف تغيّر ترتيب النص أو تخفيه.",
    hidden_cut="في الجملة محارف تغيّر ترتيب النص أو تخفيه، وقد حُذفت هنا.",
    statements="الأقوال",
    sources_cited="المصادر المذكورة",
    one_article="مقالة واحدة",
    articles="عدد المقالات: {n}",
    no_report="لا تقرير مذكورا.",
    words_and_limits="الألفاظ والحدود",
    scale_lede="ألفاظ الاحتمال بحسب {scale}: {source}. يدخل الحد الأدنى في المجال ولا يدخل الحد الأعلى.",
    limits="كل جملة أعلاه تحمل دليلها أو تقول إنها ملاحظة من الكاتب. ما يقوم على أصل مستقل واحد "
    "منسوب إلى قائله أو مذكور بتحفّظ، والتواريخ والأماكن ليست "
    "أدق من الدليل، ويُذكر نصف قطر الموضع عند أول ذكر له. الثقة تخص الأدلة ولا تجتمع مع الاحتمال في جملة واحدة.",
    made_with="أُعدّ ببرنامج Trigpoint من السجلات حتى",
    written_text="النص المكتوب",
)

LABELS = {labels.language: labels for labels in (ENGLISH, ARABIC)}


def labels_for(named: str, texts: Iterable[str]) -> PageLabels:
    """Those of the language the head of the brief names, else of the script that most of its letters are of."""
    if named in LABELS:
        return LABELS[named]
    text = " ".join(texts)
    arabic = len(_ARABIC.findall(text))
    return ARABIC if arabic > len(_LATIN.findall(text)) - arabic else ENGLISH
