"""Precision codes of the field, so that no centroid and no date leaves without its doubt.

ACLED codebook (2023): time_precision 1 = the day, 2 = the week, 3 = the month (or less surely); geo_precision 1 = the
town or place itself, 2 = near it or a part of a district, 3 = a larger region.
UCDP GED codebook 24.1: date_prec 1 = the day, 2 = 2-6 days, 3 = a week, 4 = 8-30 days, 5 = over a month to a year;
where_prec 1 = the place, 2 = within about 25 km of it, 3 = second-order district, 4 = first-order unit, 5 = a line or an
area without borders, 6 = the country, 7 = open sea or air.
"""

from __future__ import annotations

from trigpoint.model import Place, PlaceKind, TimeSpan

_PLACE_M = 10_000.0  # a town with its outskirts
_NEAR_M = 30_000.0  # UCDP's "about 25 km" and what rounding adds
_WIDE = {PlaceKind.ADMIN1: (3, 4), PlaceKind.COUNTRY: (3, 6), PlaceKind.REGION: (3, 5), PlaceKind.WATER: (3, 7)}


def days(span: TimeSpan) -> float | None:
    """Length in days; None when an end is open or nothing is known."""
    return None if span.start is None or span.end is None else (span.end - span.start).total_seconds() / 86400


def acled_time(span: TimeSpan) -> int | None:
    """1, 2 or 3; None = no date at all."""
    if not span.is_known:
        return None
    length = days(span)
    return 3 if length is None or length > 7 else 1 if length <= 1 else 2


def ucdp_date(span: TimeSpan) -> int | None:
    """1 to 5; None = no date at all."""
    if not span.is_known:
        return None
    length = days(span)
    if length is None or length > 31:
        return 5
    return 1 if length <= 1 else 2 if length < 7 else 3 if length <= 7 else 4


def acled_geo(place: Place | None) -> int | None:
    """1, 2 or 3; None = no point."""
    codes = _codes(place)
    return codes and codes[0]


def ucdp_where(place: Place | None) -> int | None:
    """1 to 7; None = no point."""
    codes = _codes(place)
    return codes and codes[1]


def _codes(place: Place | None) -> tuple[int, int] | None:
    if place is None or place.radius_m is None:
        return None
    if place.kind in _WIDE:
        return _WIDE[place.kind]
    if place.kind is PlaceKind.DISTRICT:
        return (2, 3) if place.radius_m > _PLACE_M else (1, 2)
    if place.radius_m <= _PLACE_M:
        return 1, 1
    return (2, 2) if place.radius_m <= _NEAR_M else (3, 5)
