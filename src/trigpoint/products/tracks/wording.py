"""What a silence is called. Every class is worded as an estimate; intent is never stated."""

from __future__ import annotations

from datetime import datetime

from trigpoint.products.wording import MONTHS, shown

VERDICTS = {
    "likely_disabled": "Broadcast likely disabled",
    "likely_transponder_off": "Transponder likely off",
    "landed_under_coverage_floor": "Likely landed below the floor of coverage",
    "coverage_hole_enroute": "Likely a hole in coverage on the way",
    "coverage_loss": "Likely a loss of coverage",
    "receiver_outage": "Likely an outage of receivers",
    "in_port": "Likely in port",
    "sparse_reporting": "Likely sparse reporting",
    "identity_or_spoofing": "Identity or position in doubt",
    "position_withheld": "Position withheld, transponder answering",
    "provider_filter": "Likely filtered by the provider",
    "jammed_or_spoofed": "Likely jammed or spoofed",
    "undetermined": "Undetermined",
}
MEANS = {"AIS": "AIS", "ADS-B": "ADS-B"}


def verdict_words(verdict: str) -> str:
    """`Likely in port`; a class this list does not know is shown in its own words, as an estimate."""
    words = shown(verdict).replace("_", " ")
    return VERDICTS.get(verdict) or (words.capitalize() if "likely" in words else f"Likely {words}")


def class_words(verdict: str) -> str:
    """The class beside its bar, where the bar says how likely."""
    words = verdict_words(verdict)
    bare = words.removeprefix("Likely ").replace(" likely", "").removeprefix("a ").removeprefix("an ")
    return bare[:1].upper() + bare[1:]


def percent(probability: float) -> str:
    """Whole percent; never a certainty."""
    if probability >= 0.995:
        return "> 99 %"
    return "< 1 %" if probability < 0.005 else f"{100 * probability:.0f} %"


def when_heard(moment: datetime) -> str:
    """`9 Sep 2020, 06:10 UTC`."""
    return f"{moment.day} {MONTHS[moment.month - 1][:3]} {moment.year}, {moment:%H:%M} UTC"


def where_heard(lat: float, lon: float) -> str:
    """`35.50° N, 36.36° E`."""
    return f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"


def hours_words(hours: float) -> str:
    """`45 min`, `3.4 h`, `2.5 days`."""
    if hours < 1.5:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


SEEN_WORDS = {  # what a ship seen is judged to be
    "broadcasting": "Broadcasting",
    "not_broadcasting": "Likely not broadcasting",
    "coverage_unknown": "Coverage unknown",
    "undetermined": "Undetermined",
}
SEEN_STYLE = {
    "broadcasting": ("dot", "#17456e"),
    "not_broadcasting": ("cross", "#8a1c14"),
    "coverage_unknown": ("ring", "#5c6068"),
    "undetermined": ("square", "#5e3c00"),
}
