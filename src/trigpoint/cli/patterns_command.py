"""`trigpoint patterns`: how often somewhere is visited, with what was heard, and whether that has changed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson
from trigpoint.cli.track_options import SITES, Ids, Keep, Operators, Private, Types, asked, tell_files, tell_new
from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from trigpoint.workflows.tracks.patterns import PatternRun


class Period(StrEnum):
    """Length of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Watched(StrEnum):
    """Which changes raise an alarm."""

    MORE = "more"
    FEWER = "fewer"
    BOTH = "both"


def patterns(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FEED=]FILE...", help="Position files, each with the name of its feed where there are several."),
    ] = None,
    sites: Annotated[Path | None, typer.Option("--sites", metavar="SITES.csv", help=SITES)] = None,
    counts: Annotated[
        Path | None,
        typer.Option("--counts", metavar="COUNTS.csv", help="Instead of files: series, from, count, exposure, feed."),
    ] = None,
    type: Types = "",
    mover: Ids = "",
    operator: Operators = "",
    include_private: Private = False,
    every: Annotated[Period, typer.Option("--every", help="Length of a period, UTC.")] = Period.WEEK,
    watch: Annotated[Watched, typer.Option("--watch", help="Which changes raise an alarm.")] = Watched.BOTH,
    alpha: Annotated[
        float, typer.Option("--alpha", metavar="SHARE", min=0.0001, max=0.5, help="Of false alarms, however long one watches.")
    ] = 0.05,
    strict: Annotated[bool, typer.Option("--strict", help="Hold alpha for every rate by proof; alarms come later.")] = False,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="OUT.svg", help="Draw the series.")] = None,
    case: Keep = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Show visits to sites per week with the hours heard, when their rate changed, alarms, and moves between sites."""
    if counts is not None:
        if files or sites or type or mover or operator or case:
            raise UsageError("--counts stands alone: leave out files, --sites, --type, --mover, --operator and --case")
        _of_counts(counts, watch=watch.value, alpha=alpha, strict=strict, chart=chart, json=json)
        return
    if not files or sites is None:
        raise UsageError(
            "give position files and --sites SITES.csv (columns site, lat, lon, radius_km), or --counts FILE"
        )
    from trigpoint.workflows.tracks import patterns as workflow

    feeds = [_feed(word) for word in files]
    with show.progress("Counting visits"):
        run = workflow.patterns(
            feeds, sites, asked=asked(mover, type, operator, include_private=include_private), every=every.value, alpha=alpha,
            direction=watch.value, is_strict=strict, case=case,
        )  # fmt: skip
        if chart is not None:
            workflow.draw(run, chart)
    for feed in run.feeds:
        tell_files(feed.files)
    tell_new(case, run.new)
    _tell(run, json=json)


def _feed(word: str) -> tuple[str, Path]:
    name, is_named, path = word.partition("=")
    return (name, Path(path)) if is_named and not Path(word).exists() else ("the feed", Path(word))


def _tell(run: PatternRun, *, json: bool) -> None:
    from trigpoint.products.tracks.trend_lines import move_line, move_sentence, trend_line, trend_rows, trend_sentences
    from trigpoint.workflows.tracks.patterns import doubts

    if json:
        for one in run.sites:
            show.json_line({**trend_line(one.trend, run.edges, unit="hours heard"), "doubts": doubts(one)})
        for move in run.moves:
            show.json_line(move_line(move, run.edges))
        return
    columns, rows = trend_rows((one.trend for one in run.sites), run.edges, per=168.0)
    show.table([c if c != "rate" else "per week heard" for c in columns], rows, empty="no site")
    for one in run.sites:
        for sentence in (*trend_sentences(one.trend, run.edges, unit="hours heard", noun="visits"), *doubts(one)):
            show.line(show.harmless(f"{one.site.name}: {sentence}"))
    for move in run.moves:
        show.line(show.harmless(move_sentence(move, run.edges)))


def _of_counts(path: Path, *, watch: str, alpha: float, strict: bool, chart: Path | None, json: bool) -> None:
    from trigpoint.products.tracks.trend_lines import trend_line, trend_rows, trend_sentences
    from trigpoint.workflows.counts_in import judge_counts, write_chart

    trends, begins = judge_counts(path, watch=watch, alpha=alpha, is_strict=strict)
    if chart is not None:
        write_chart(trends, begins, chart)
    if json:
        for trend in trends:
            show.json_line(trend_line(trend, begins, unit="exposure"))
        return
    columns, rows = trend_rows(trends, begins)
    show.table(columns, rows, empty="no series")
    for trend in trends:
        for sentence in trend_sentences(trend, begins, unit="of exposure", noun="counted"):
            show.line(show.harmless(f"{trend.name or 'series'}: {sentence}"))
