"""Coordinates given as numbers: `35.4N 35.9E`, `33°25'N 36°31'E`, `35.4012, 35.9487`."""

from __future__ import annotations

import re

from trigpoint.model import Place, PlaceKind, PlaceMethod

_GAP = r"[ \u00a0]?"
_MINUTES = rf"(?:(\d{{1,2}}(?:\.\d+)?){_GAP}['’′]{_GAP})?"
_SECONDS = rf"(?:(\d{{1,2}}(?:\.\d+)?){_GAP}(?:\"|”|″|''){_GAP})?"
_ANGLE = rf"(\d{{1,3}}(?:\.\d+)?){_GAP}(?:°|º|deg\.?|d)?{_GAP}{_MINUTES}{_SECONDS}"
_HEMISPHERES = re.compile(rf"(?<![\w.]){_ANGLE}([NS])\b[\s,;/]{{0,3}}{_ANGLE}([EW])\b")
_PLAIN = re.compile(r"(?<![\w.])\(?(-?\d{1,2}\.\d{3,})[ ]?,[ ]?(-?\d{1,3}\.\d{3,})\)?(?![\w.])")


def find_coordinates(text: str) -> list[tuple[int, int, Place]]:
    """(start, end, place) of each pair of numbers that is a point on the globe. Latitude first; MGRS and UTM are not read.

    Bare decimals need three places, so that "won 12.5, lost 13.5" is no place. The radius is half the last digit given.
    """
    found = []
    for match in _HEMISPHERES.finditer(text):
        lat = _angle(match[1], match[2], match[3]) * (-1 if match[4] == "S" else 1)
        lon = _angle(match[5], match[6], match[7]) * (-1 if match[8] == "W" else 1)
        found.append((match, lon, lat, _radius_m(match[1], match[2], match[3])))
    for match in _PLAIN.finditer(text):
        found.append((match, float(match[2]), float(match[1]), _radius_m(match[1], None, None)))
    return [
        (m.start(), m.end(), _place(m.group(), lon, lat, radius))
        for m, lon, lat, radius in found
        if abs(lat) <= 90 and abs(lon) <= 180
    ]


def _angle(degrees: str, minutes: str | None, seconds: str | None) -> float:
    return float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600


def _radius_m(degrees: str, minutes: str | None, seconds: str | None) -> float:
    last, unit = (seconds, 1 / 3600) if seconds else (minutes, 1 / 60) if minutes else (degrees, 1.0)
    places = len(last.partition(".")[2])
    return float(max(10.0, 111_195 * unit * 0.5 * 10**-places * 2**0.5))


def _place(text: str, lon: float, lat: float, radius_m: float) -> Place:
    name = f"{abs(lat):.4f}{'N' if lat >= 0 else 'S'} {abs(lon):.4f}{'E' if lon >= 0 else 'W'}"
    return Place(
        text=text, name=name, lon=lon, lat=lat, radius_m=radius_m, kind=PlaceKind.OTHER, method=PlaceMethod.COORDINATES
    )
