"""Which language a text is in: by script where the script tells, by a closed set of languages where it does not."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

LATIN = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr")  # of the press this field reads
_SCRIPTS = {
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "hebrew": re.compile("[\u0590-\u05ff]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
}
UNREAD = {
    "fa": "Persian",
    "he": "Hebrew",
    "ku": "Kurdish",
    "ps": "Pashto",
    "ru": "Russian",
    "ug": "Uyghur",
    "uk": "Ukrainian",
    "ur": "Urdu",
}  # told from Arabic and English by script and words, and not read
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06af\u06cc\u06a9]")  # pe, che, zhe, gaf, Farsi yeh, keheh
_ARABIC_ONLY = re.compile("[\u0629\u0649\u064a\u0643]")  # teh marbuta, alef maksura, Arabic yeh and kaf
_OWN_LETTERS = {  # letters that a language of this script has and its neighbours have not
    "ku": re.compile("[\u06ce\u0695\u06b5]"),
    "ps": re.compile("[\u067c\u0689\u0693\u0696\u069a\u0681\u0685\u06cd]"),
    "ug": re.compile("[\u06c7\u06c8\u06ad]"),
    "ur": re.compile(
        "[\u0679\u0688\u0691\u06ba\u06be\u06d2]"
    ),  # retroflex letters, noon ghunna, do-chashmi heh, bari yeh
}
_OWN_SHARE = 0.01  # of the letters
_ONE_YEH = str.maketrans(
    "\u06cc\u0649\u06a9", "\u064a\u064a\u0643"
)  # some keyboards write either with the other's letters
_ARABIC_WORDS = frozenset(
    "في من على إلى الى أن ان إن عن مع التي الذي هذا هذه بعد قال بين كما لم أو".translate(_ONE_YEH).split()
)
_PERSIAN_WORDS = frozenset(
    "در از که را به با این است شد های برای می آن یک کرد بود اعلام گفت است دو".translate(_ONE_YEH).split()
)
_UKRAINIAN = re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]")
_RUSSIAN = re.compile("[\u042b\u044b\u042d\u044d\u042a\u044a\u0401\u0451]")
_ENGLISH = frozenset(
    {"the", "of", "and", "to", "that", "was", "were", "has", "have", "with", "by", "which", "from", "its", "had"}
)
_SAMPLE = 20_000  # characters
_LEAST_LETTERS = 20


def language_of(text: str) -> str:
    """ISO 639-1 code, "" when there are too few letters to tell. The language of most of the text."""
    sample = text[:_SAMPLE]
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS.items()}
    script = max(counts, key=lambda name: counts[name])
    if counts[script] < _LEAST_LETTERS:
        return ""
    if script == "hebrew":
        return "he"
    if script == "arabic":
        return _arabic_script(sample)
    if script == "cyrillic":
        return "uk" if len(_UKRAINIAN.findall(sample)) > len(_RUSSIAN.findall(sample)) else "ru"
    return _latin_script(sample)


def _arabic_script(sample: str) -> str:
    """By letters that one language alone has, else by its small words, else by the letters that Persian added."""
    letters = len(_SCRIPTS["arabic"].findall(sample))
    own = {code: len(pattern.findall(sample)) for code, pattern in _OWN_LETTERS.items()}
    code = max(own, key=lambda c: own[c])
    if own[code] > _OWN_SHARE * letters:
        return code
    words = sample.translate(_ONE_YEH).split()
    arabic, persian = sum(w in _ARABIC_WORDS for w in words), sum(w in _PERSIAN_WORDS for w in words)
    if arabic == persian:
        persian, arabic = len(_PERSIAN.findall(sample)), len(_ARABIC_ONLY.findall(sample))
    return "fa" if persian > arabic else "ar"


def _latin_script(sample: str) -> str:
    words = re.findall("[a-z]+", sample.lower())
    if len(words) >= 20 and sum(word in _ENGLISH for word in words) > 0.2 * len(words):
        return "en"  # spares loading the model (about a second) for the common case
    code, _ = _identifier().classify(sample)
    return str(code)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LATIN))
    return identifier
