"""Counts somebody else made, by period, with their exposure: a CSV in, series of strata out."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from trigpoint.fusion.trends.counts import Stratum, stratum
from trigpoint.fusion.trends.judgement import Trend, judge_series
from trigpoint.fusion.trends.watch import Direction
from trigpoint.model.errors import BadVocabulary, UnreadableFile, UsageError

LARGEST = 64 << 20
COLUMNS = "series, from, count, exposure, feed"


def read_counts(path: Path) -> tuple[dict[str, tuple[Stratum, ...]], tuple[float, ...]]:
    """Series by name, and the begins of their periods (seconds UTC); a period a feed has no row for was not looked at.

    Columns: from (2024-05-06), count, exposure (hours, looks, articles); series and feed where there are several.
    Raises UnreadableFile, BadVocabulary with the row.
    """
    rows = _rows(path)
    begins = sorted({begin for _, _, begin, _, _ in rows})
    at = {begin: k for k, begin in enumerate(begins)}
    tables: dict[str, dict[str, tuple[list[float], list[float]]]] = {}
    for series, feed, begin, count, exposure in rows:
        counts, looks = tables.setdefault(series, {}).setdefault(feed, ([0.0] * len(begins), [0.0] * len(begins)))
        counts[at[begin]] += count
        looks[at[begin]] += exposure
    return {
        series: tuple(stratum(feed, *columns) for feed, columns in feeds.items()) for series, feeds in tables.items()
    }, tuple(begins)


def _rows(path: Path) -> list[tuple[str, str, float, float, float]]:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile(str(path), f"is larger than {LARGEST >> 20} MiB, too large for counts")
        table = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        given = [({str(k).strip().lower(): v for k, v in row.items() if k}, n) for n, row in enumerate(table, start=2)]
    except OSError as error:
        raise UnreadableFile(str(path), f"cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(str(path), "is no CSV in UTF-8", f"give the columns {COLUMNS}") from error
    if not given:
        raise BadVocabulary(str(path), "holds no counts", f"give the columns {COLUMNS}")
    return [_row(cells, f"{path}:{number}") for cells, number in given]


def _row(cells: dict[str, str | None], where: str) -> tuple[str, str, float, float, float]:
    try:
        begin = datetime.fromisoformat(str(cells["from"]).strip())
        count, exposure = float(str(cells["count"])), float(str(cells["exposure"]))
    except (KeyError, ValueError) as error:
        raise BadVocabulary(where, "is no count", f"give the columns {COLUMNS}; from as 2024-05-06") from error
    if not (math.isfinite(count) and math.isfinite(exposure) and count >= 0 and exposure >= 0):
        raise BadVocabulary(where, "a count and an exposure are numbers of 0 or more")
    begin = begin if begin.tzinfo else begin.replace(tzinfo=UTC)
    return (cells.get("series") or "").strip(), (cells.get("feed") or "").strip(), begin.timestamp(), count, exposure


def judge_counts(path: Path, *, watch: str, alpha: float, is_strict: bool) -> tuple[list[Trend], tuple[float, ...]]:
    """Every series of a file, judged; alpha is shared among them."""
    series, begins = read_counts(path)
    share = alpha / len(series)
    trends = [
        judge_series(name, strata, alpha=share, direction=Direction(watch), is_strict=is_strict)
        for name, strata in series.items()
    ]
    return trends, begins


def write_chart(trends: Sequence[Trend], begins: Sequence[float], out: Path, *, unit: str = "of exposure", noun: str = "counted",
                is_simulated: bool = False) -> None:  # fmt: skip
    """Write the chart as SVG. Raises UsageError for another ending."""
    from trigpoint.products.tracks.trend_chart import draw_trends

    if out.suffix.lower() != ".svg":
        raise UsageError(f"{out}: charts are written as SVG; name it {out.with_suffix('.svg').name}")
    out.write_text(draw_trends(trends, begins, unit=unit, noun=noun, is_simulated=is_simulated), encoding="utf8")
