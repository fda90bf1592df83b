"""`trigpoint trends` and `trigpoint sites NAME --history`: a case over time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder


def trends(
    case: CaseFolder = Path(),
    by: Annotated[
        str, typer.Option("--by", metavar="WORDS", help="Parted by country, place, type, actor: one or more, with commas.")
    ] = "country,type",
    to: Annotated[Path | None, typer.Option("--to", metavar="OUT.csv", help="Write the table as CSV.")] = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="OUT.svg", help="Draw the series with enough events to be judged.")
    ] = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Count events by month with the articles read, and judge whether rates changed; a new outlet is no rise."""
    from trigpoint.products.tracks.trend_lines import trend_line, trend_sentences
    from trigpoint.products.trends.table_lines import table_csv, table_lines, table_rows, table_sentences
    from trigpoint.workflows.trends import case_trends, draw_trends

    with show.progress("Counting events"):
        found = case_trends(case, by=[word.strip() for word in by.split(",") if word.strip()])
        if to is not None:
            to.write_bytes(table_csv(found.table))
        if chart is not None:
            draw_trends(found, chart)
    if json:
        for line in table_lines(found.table):
            show.json_line(line)
        for trend in found.trends:
            show.json_line(trend_line(trend, found.begins, unit="articles read"))
        return
    columns, rows = table_rows(found.table)
    show.table(columns, rows, empty="no events; run `trigpoint run`")
    for sentence in table_sentences(found.table):
        show.line(sentence)
    for trend in found.trends:
        for sentence in trend_sentences(trend, found.begins, unit="articles read", noun="events"):
            show.line(show.harmless(f"{trend.name}: {sentence}"))


def show_history(case: Path, *, named: str, country: str, chart: Path | None, json: bool) -> None:
    """What a case knows of one site, for `trigpoint sites NAME --history`."""
    from trigpoint.products.trends.history_lines import history_line, history_rows, history_sentences
    from trigpoint.workflows.trends import draw_site, history_of

    history = history_of(case, named=named, country=country)
    if json:
        for entry in history.entries:
            show.json_line(history_line(entry, history.site.id))
    else:
        columns, rows = history_rows(history)
        show.table(columns, rows, empty="nothing in this case concerns the site")
        for sentence in history_sentences(history):
            show.line(show.harmless(sentence))
    if chart is not None:
        draw_site(history, chart)
