"""Which column of a position table means what: names in use by public feeds, each with its unit.

| feed | time | identity | speed | altitude | vertical rate |
|---|---|---|---|---|---|
| MarineCadastre (US, AIS) | BaseDateTime, ISO, UTC | MMSI | SOG, kn | - | - |
| Danish Maritime Authority (AIS) | # Timestamp, day first, UTC | MMSI | SOG, kn | - | - |
| Global Fishing Watch tables | timestamp, UTC | ssvid | speed, kn | - | - |
| OpenSky state vectors | time, epoch s | icao24 | velocity, **m/s** | baroaltitude, **m** | vertrate, **m/s** |
| traffic samples | timestamp, ms or ISO | icao24 | groundspeed, kn | altitude, ft | vertical_rate, ft/min |

A name decides the unit only where one feed uses it; `speed` and `altitude` alone are read in knots and feet, and the
mapping is told.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from trigpoint.model.positions import FixSource, MoverKind

KN_PER_MS = 1.9438445
FT_PER_M = 3.2808399


@attrs.frozen(kw_only=True)
class Column:
    """A column of the input and what it becomes."""

    role: str  # field of Positions, or "id"
    name: str  # as the file spells it
    factor: float = 1.0  # to the unit of the role
    unit: str = ""  # as found: "kn", "m/s"


# role -> (name in lower case, factor, unit); the first that a file has is taken
NAMES: dict[str, tuple[tuple[str, float, str], ...]] = {
    "id": tuple(
        (n, 1.0, "") for n in ("mmsi", "icao24", "hex", "icao", "ssvid", "icao_address", "ship_id", "vessel_id", "id")
    ),
    "time": tuple(
        (n, 1.0, "")
        for n in (
            "basedatetime",
            "base_date_time",
            "timestamp",
            "# timestamp",
            "datetime",
            "time",
            "t",
            "seen_at",
            "date_time_utc",
        )
    ),
    "lat": tuple((n, 1.0, "deg") for n in ("lat", "latitude", "y")),
    "lon": tuple((n, 1.0, "deg") for n in ("lon", "longitude", "long", "lng", "x")),
    "speed_kn": (
        ("sog", 1.0, "kn"),
        ("speed_kn", 1.0, "kn"),
        ("speed_knots", 1.0, "kn"),
        ("groundspeed", 1.0, "kn"),
        ("gs", 1.0, "kn"),
        ("velocity", KN_PER_MS, "m/s"),
        ("speed_ms", KN_PER_MS, "m/s"),
        ("speed_kmh", 1 / 1.852, "km/h"),
        ("speed", 1.0, "kn"),
    ),
    "course_deg": tuple(
        (n, 1.0, "deg") for n in ("cog", "course", "track", "true_track", "heading_over_ground", "heading")
    ),
    "altitude_ft": (
        ("altitude_ft", 1.0, "ft"),
        ("alt_baro", 1.0, "ft"),
        ("baroaltitude", FT_PER_M, "m"),
        ("baro_altitude", FT_PER_M, "m"),
        ("altitude_m", FT_PER_M, "m"),
        ("altitude", 1.0, "ft"),
        ("alt", 1.0, "ft"),
        ("geoaltitude", FT_PER_M, "m"),
        ("geo_altitude", FT_PER_M, "m"),
    ),
    "climb_fpm": (
        ("vertical_rate", 1.0, "ft/min"),
        ("baro_rate", 1.0, "ft/min"),
        ("vertrate", FT_PER_M * 60, "m/s"),
        ("vrate", 1.0, "ft/min"),
        ("vr", 1.0, "ft/min"),
        ("vspeed", 1.0, "ft/min"),
    ),
    "on_ground": tuple((n, 1.0, "") for n in ("onground", "on_ground", "ground")),
    "nic": (("nic", 1.0, ""),),
    "nac_p": (("nac_p", 1.0, ""), ("nacp", 1.0, "")),
    "status": tuple((n, 1.0, "") for n in ("status", "nav_status", "navigational status", "navstatus")),
    "source": tuple(
        (n, 1.0, "")
        for n in ("receiver_type", "receiver", "position_source", "source_type", "source", "collection_type")
    ),
}
# ITU-R M.1371, table 45, as tables spell it in words
STATUS_WORDS = {
    "under way using engine": 0, "at anchor": 1, "not under command": 2, "restricted maneuverability": 3,
    "restricted manoeuvrability": 3, "constrained by her draught": 4, "moored": 5, "aground": 6, "engaged in fishing": 7,
    "under way sailing": 8, "ais-sart": 14, "ais-sart (active)": 14, "undefined": 15, "unknown value": 15,
}  # fmt: skip
SOURCE_WORDS = {
    "terrestrial": FixSource.AIS_TERRESTRIAL, "t-ais": FixSource.AIS_TERRESTRIAL, "tais": FixSource.AIS_TERRESTRIAL,
    "coastal": FixSource.AIS_TERRESTRIAL, "dynamic": FixSource.AIS, "satellite": FixSource.AIS_SATELLITE,
    "s-ais": FixSource.AIS_SATELLITE, "sais": FixSource.AIS_SATELLITE, "ais": FixSource.AIS,
    "adsb": FixSource.ADSB, "ads-b": FixSource.ADSB, "adsb_icao": FixSource.ADSB, "mlat": FixSource.MLAT,
    "adsc": FixSource.ADSC, "ads-c": FixSource.ADSC, "tisb": FixSource.TISB, "mode_s": FixSource.MODE_S,
    "estimated": FixSource.ESTIMATED,
}  # fmt: skip
NEEDED = ("id", "time", "lat", "lon")
AIRCRAFT_NAMES = frozenset(
    {"icao24", "hex", "icao", "icao_address", "altitude", "baroaltitude", "alt_baro", "altitude_ft", "onground"}
)
IDENTITY = {
    "name": ("vesselname", "vessel_name", "shipname", "name"),
    "callsign": ("callsign", "call_sign", "flight"),
    "type": ("typecode", "type_code", "icao_type", "vesseltype", "vessel_type", "ship type", "shiptype"),
    "registration": ("registration", "reg", "imo"),
    "operator": ("operator", "ownop", "airline"),
    "flag": ("flag",),
    "length_m": ("length", "length_m"),
}


def map_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a file that mean something, one per role."""
    spelt = {name.strip().lstrip("\ufeff").lower(): name for name in names}
    found = []
    for role, choices in NAMES.items():
        hit = next(((spelt[n], factor, unit) for n, factor, unit in choices if n in spelt), None)
        if hit:
            found.append(Column(role=role, name=hit[0], factor=hit[1], unit=hit[2]))
    return tuple(found)


def missing(columns: Sequence[Column]) -> tuple[str, ...]:
    """What a table of positions cannot do without and this one has not."""
    roles = {column.role for column in columns}
    return tuple(role for role in NEEDED if role not in roles)


def kind_of(names: Sequence[str]) -> MoverKind:
    """Vessels unless a column speaks of the air."""
    lower = {name.strip().lower() for name in names}
    return MoverKind.AIRCRAFT if lower & AIRCRAFT_NAMES else MoverKind.VESSEL
