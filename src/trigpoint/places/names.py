"""One form per spelling: what is compared when a word of a text is looked up as the name of a place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

# Letters that NFKD leaves whole, and Arabic letters that writers exchange freely.
_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a", "ɑ": "a",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": None, "ё": "е", "ґ": "г",
    }
)  # fmt: skip
_MARKS = re.compile(r"['’‘ʻʼʽʾʿ`´′.·]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile(r"[\W_]+")

ARTICLES = frozenset(["al", "el", "ul", "as", "ash", "ad", "ar", "an", "at", "az", "ath", "adh", "aj"])
_SOUNDS = {
    "sch": "š", "tch": "š", "dsch": "j", "kh": "h", "gh": "k", "sh": "š", "ch": "š", "th": "t", "dh": "z", "ph": "f", "zh": "j",
    "dj": "j", "tz": "z", "ck": "k", "ts": "s", "dz": "z", "x": "ks", "q": "k", "g": "k", "c": "k", "v": "w",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)) + "|[aeiouy]")
_HEARD = {**_SOUNDS, "a": "a", "e": "a", "i": "a", "y": "a", "o": "o", "u": "o"}
_VOWELS = re.compile("[ao]+")
_GLUED_ARTICLE = re.compile(r"^[ae]l(?=[^aeiouy])")
_DOUBLED = re.compile(r"(.)\1+")


def normalise_once(name: str) -> str:
    """`normalise` without memory, for lists that are read once."""
    plain = name.casefold()
    if not plain.isascii():
        # folding can leave a composed letter and decomposing a capital one ("ℙ"): both ways until neither does
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
        plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
    elif plain.isalpha():
        return plain
    return _BREAKS.sub(" ", _MARKS.sub("", plain)).strip()


@lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """`Al-Qāʼim`, `al qaim` and `AL-QA'IM` become `al qaim`: no case, accents, apostrophes or hyphens.

    Abbreviation points vanish ("U.S." becomes "us"), so a caller that minds must look at the case of the word itself.
    """
    return normalise_once(name)


def skeleton(normal: str) -> str:
    """The consonants that survive transliteration, "" where fewer than three do.

    `tartous`, `tartus` and `tarṭūs` give `trts`; `abu kamal` and `albukamal` give `bkml`; articles fall away. Many names
    share a skeleton, so a match is a proposal that needs support from the text.
    """
    if not normal.isascii():
        return ""
    words = [w for w in normal.split() if w not in ARTICLES] or normal.split()
    whole = "".join(words)
    shorter = _GLUED_ARTICLE.sub("", whole)
    bones = _consonants(shorter)
    if shorter != whole and len(bones) < 3:
        bones = _consonants(whole)
    return bones if len(bones) >= 3 and not bones.isdigit() else ""


def sound(normal: str) -> str:
    """What two spellings of one name keep besides its skeleton: where the vowels stand, and whether they are dark.

    `tabqah` and `tabqa`, `al durayhimi` and `ad duraihimi` sound alike; `latamneh` and `lataminah` share only a skeleton.
    """
    if not skeleton(normal):
        return ""
    letters = _GLUED_ARTICLE.sub("", "".join(w for w in normal.split() if w not in ARTICLES) or normal.replace(" ", ""))
    heard = _SOUND.sub(lambda m: _HEARD.get(m.group(), ""), letters)
    # doubled consonants are one, and so are vowels side by side: `rajouri`, `rajauri`
    return _DOUBLED.sub(r"\1", _VOWELS.sub(lambda m: "o" if "o" in m.group() else "a", heard)).removesuffix("h")


def _consonants(letters: str) -> str:
    return _SOUND.sub(lambda m: _SOUNDS.get(m.group(), ""), _DOUBLED.sub(r"\1", letters)).rstrip("h")


def name_hash(normal: str) -> int:
    """64 bits of BLAKE2b: the same on every machine, so an index can be kept on disk."""
    return int.from_bytes(hashlib.blake2b(normal.encode(), digest_size=8).digest(), "little")
