"""What a file or product name says, where its maker publishes how names are formed.

| maker | form |
|---|---|
| Sentinel-1 | `MMM_BB_TTTR_LFPP_start_stop_OOOOOO_DDDDDD_CCCC`, measurements in lower case with `-` |
| Planetary Computer RTC | the same with `_rtc` in place of the last part: gamma0, linear power |
| OPERA RTC-S1 | `OPERA_L2_RTC-S1_T069-147170-IW1_start_made_S1A_30_v1.0_VV`: T and the relative orbit; gamma0, linear power |
| HyP3 RTC | `S1A_IW_start_DVP_RTC20_G_gpuned_CCCC_VV`: letter 1 gamma or sigma, letter 2 power, decibel or amplitude |
| Sentinel-2 | `S2A_MSIL2A_start_N0204_R137_T30TWN_made`, bands `T30TWN_start_B04_10m` |
| Landsat C2 | `LC09_L2SP_194022_20251013_20251014_02_T1_SR_B4`: a day without a time of day |

Names are the weakest source: people rename files. Left out: SLC bursts, mosaics, names of commercial providers.
"""

from __future__ import annotations

import re
from datetime import date

import attrs

from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.scenes.values import compact_day, compact_moment, whole

_TIME = r"\d{8}T\d{6}"
_S1 = re.compile(
    rf"(?P<unit>S1[A-D])_(?P<mode>IW|EW|S[1-6]|WV)_(?P<type>GRD[FHM]|SLC_)_\dS(?P<pol>SV|SH|DV|DH)_"
    rf"(?P<start>{_TIME})_{_TIME}_(?P<orbit>\d{{6}})_[0-9A-F]{{6}}(?:_[0-9A-F]{{4}})?(?P<rtc>_rtc)?"
    r"(?:[_-](?P<band>VV|VH|HH|HV)(?![A-Z0-9]))?",
    re.IGNORECASE,
)
_S1_BAND = re.compile(
    rf"(?P<unit>s1[a-d])-(?P<mode>iw|ew|s[1-6]|wv)\d?-(?P<type>grd|slc)-(?P<band>vv|vh|hh|hv)-"
    rf"(?P<start>{_TIME})-{_TIME}-(?P<orbit>\d{{6}})-",
    re.IGNORECASE,
)
_HYP3 = re.compile(
    rf"(?P<unit>S1[A-D])_(?P<mode>IW|EW)_(?P<start>{_TIME})_[SD][VH][PRO]_RTC(?P<m>\d\d)_G_(?P<what>[gs])(?P<scale>[pda])\w{{4}}_\w{{4}}"
    r"(?:_(?P<band>VV|VH|HH|HV))?"
)
_OPERA = re.compile(
    rf"OPERA_L2_RTC-S1_T(?P<track>\d{{3}})-\d{{6}}-IW\d_(?P<start>{_TIME})Z_{_TIME}Z_(?P<unit>S1[A-D])_(?P<m>\d\d)_v[\d.]+"
    r"(?:_(?P<band>VV|VH|HH|HV))?"
)
_S2 = re.compile(
    rf"(?P<unit>S2[A-D])_MSI(?P<level>L1C|L2A)_(?P<start>{_TIME})_N\d{{4}}_R(?P<orbit>\d{{3}})_T\w{{5}}_{_TIME}"
)
_S2_BAND = re.compile(rf"T\d\d[A-Z]{{3}}_(?P<start>{_TIME})_(?P<band>B\d[\dA]|SCL|TCI|AOT|WVP)(?:_(?P<m>\d\d)m)?$")
_LANDSAT = re.compile(
    r"L(?P<sensor>[COTEM])(?P<unit>\d\d)_(?P<level>L1TP|L1GT|L1GS|L2SP|L2SR)_\d{6}_(?P<day>\d{8})_\d{8}_02_(?:T1|T2|RT)"
    r"(?:_(?:SR|ST)?_?(?P<band>B\d{1,2}|QA_PIXEL|QA_RADSAT))?"
)
_CYCLE = 175  # orbits after which Sentinel-1 repeats its ground track
_OFFSETS = {"S1A": 73, "S1B": 27, "S1C": 172, "S1D": 42}
_S1C_MOVED_AFTER = 8018  # the last orbit before the constellation was rearranged in June 2026
_S1C_OFFSET_SINCE = 99
_LANDSAT_SENSORS = {"C": "OLI_TIRS", "O": "OLI", "T": "TM", "E": "ETM+", "M": "MSS"}


def relative_orbit(unit: str, absolute: int) -> int | None:
    """Relative orbit, 1 to 175, of a Sentinel-1 unit ("S1A") from the absolute one; None for a unit not known here.

    S1 Products, naming convention (SentiWiki); S1C was moved between 8 and 24 June 2026 and has had another offset since.
    """
    unit = unit.upper()
    if unit not in _OFFSETS or absolute < 1:
        return None
    offset = _S1C_OFFSET_SINCE if unit == "S1C" and absolute > _S1C_MOVED_AFTER else _OFFSETS[unit]
    return (absolute - offset) % _CYCLE + 1


def facts_of_name(stem: str) -> Facts:
    """What the name without its suffix says; empty facts for a name of no form known here."""
    for pattern, read in (
        (_S1, _sentinel1),
        (_S1_BAND, _sentinel1),
        (_HYP3, _hyp3),
        (_OPERA, _opera),
        (_S2, _sentinel2),
        (_S2_BAND, _band2),
    ):
        if match := pattern.match(stem):
            return _timed(read(match), match["start"])
    if match := _LANDSAT.match(stem):
        return _landsat(match)
    return Facts()


def day_of_name(stem: str) -> date | None:
    """The day a Landsat name gives; None for other names."""
    match = _LANDSAT.match(stem)
    return compact_day(match["day"]) if match else None


def _timed(facts: Facts, start: str) -> Facts:
    acquired = compact_moment(start)
    return attrs.evolve(facts, acquired=acquired, acquired_basis="file name" if acquired else "")


def _sentinel1(match: re.Match[str]) -> Facts:
    said = match.groupdict()
    unit = said["unit"].upper()
    return Facts(
        kind=SceneKind.SAR,
        bands=(said["band"].upper(),) if said.get("band") else (),
        platform=f"sentinel-1{unit[-1].lower()}",
        sensor="C-SAR",
        unit=Unit.GAMMA0_LINEAR if said.get("rtc") else None,
        product=match[0] if said.get("pol") and not said["band"] else "",
        relative_orbit=relative_orbit(unit, int(said["orbit"])),
        look_direction="right",
    )


def _hyp3(match: re.Match[str]) -> Facts:
    unit = {"gp": Unit.GAMMA0_LINEAR, "sp": Unit.SIGMA0_LINEAR, "gd": Unit.DECIBEL, "sd": Unit.DECIBEL}
    found = unit.get(match["what"] + match["scale"])
    return Facts(
        kind=SceneKind.SAR,
        unit=found or Unit.DIGITAL_NUMBER,
        bands=(match["band"],) if match["band"] else (),
        platform=f"sentinel-1{match['unit'][-1].lower()}",
        sensor="C-SAR",
        gsd_m=float(match["m"]),
        look_direction="right",
        flags=() if found else ("the name says amplitude, not power: values are taken as uncalibrated",),
    )


def _opera(match: re.Match[str]) -> Facts:
    return Facts(
        kind=SceneKind.SAR,
        unit=Unit.GAMMA0_LINEAR,
        bands=(match["band"],) if match["band"] else (),
        platform=f"sentinel-1{match['unit'][-1].lower()}",
        sensor="C-SAR",
        relative_orbit=whole(match["track"], 1, _CYCLE),
        gsd_m=float(match["m"]),
        look_direction="right",
    )


def _sentinel2(match: re.Match[str]) -> Facts:
    return Facts(
        kind=SceneKind.OPTICAL,
        platform=f"sentinel-2{match['unit'][-1].lower()}",
        sensor="MSI",
        product=match[0],
        relative_orbit=int(match["orbit"]),
    )


def _band2(match: re.Match[str]) -> Facts:
    return Facts(
        kind=SceneKind.OPTICAL,
        bands=(match["band"],) if match["band"] != "TCI" else (),
        sensor="MSI",
        gsd_m=float(match["m"]) if match["m"] else None,
    )


def _landsat(match: re.Match[str]) -> Facts:
    day = compact_day(match["day"])
    return Facts(
        kind=SceneKind.OPTICAL,
        bands=(match["band"],) if match["band"] else (),
        platform=f"landsat-{int(match['unit'])}",
        sensor=_LANDSAT_SENSORS[match["sensor"]],
        flags=(f"the name gives the day {day} alone: when it was taken it does not say",) if day else (),
    )
