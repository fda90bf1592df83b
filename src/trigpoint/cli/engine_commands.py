"""The engines used alone: files in, findings out. Each parses, calls one workflow and shows the result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, GeoNames, Llm, LlmModel, Outlet, Published, SiteLists, Targets


def read(
    files: Targets,
    published: Published = "",
    outlet: Outlet = "",
    sites: SiteLists = None,
    geonames: GeoNames = None,
    llm: Llm = "",
    llm_model: LlmModel = "",
    json: AsJson = False,
) -> None:
    """Read articles into claims: who says what happened, where and when, each with its quote."""
    day = show.iso_day(published)
    from trigpoint.products.lines import claim_line
    from trigpoint.workflows import engines, tools

    second = tools.second_reader(llm, llm_model)
    bad, kept = show.Rejections(), []
    with show.progress("Reading"):
        found = engines.read(files, published=day, outlet=outlet, sites=sites or (), geonames=geonames, second=second)
        for item in bad.without(found, engines.FoundClaim):
            if json:
                show.json_line(claim_line(item.claim, file=item.file))
            else:
                kept.append((item.file, item.claim))
    if not json:
        show.claims_table(kept, empty="no claims found")
    bad.end()


def locate(files: Targets, sites: SiteLists = None, geonames: GeoNames = None, json: AsJson = False) -> None:
    """Find place names and where they lie, with a radius; or say why a name was left unplaced."""
    from trigpoint.products.lines import place_line
    from trigpoint.workflows import engines

    bad, rows = show.Rejections(), []
    with show.progress("Locating"):
        found = engines.locate(files, sites=sites or (), geonames=geonames)
        for item in bad.without(found, engines.FoundPlace):
            if json:
                show.json_line(place_line(item.place, file=item.file, start=item.start, end=item.end))
            else:
                rows.append(show.place_row(item.file, item.place))
    if not json:
        show.table(("text", "place", "lat, lon", "kind", "method", "file"), rows, empty="no place names found")
    bad.end()


def dates(files: Targets, published: Published = "", json: AsJson = False) -> None:
    """Find time expressions and the interval each stands for."""
    day = show.iso_day(published)
    from trigpoint.products.lines import date_line
    from trigpoint.workflows import engines

    bad, rows = show.Rejections(), []
    with show.progress("Reading"):
        for item in bad.without(engines.dates(files, published=day), engines.FoundTime):
            if json:
                show.json_line(date_line(item.span, file=item.file, start=item.start, end=item.end, text=item.text))
            else:
                span = item.span
                rows.append((item.text, show.when(span), span.precision.value, span.anchor.value, item.file))
    if not json:
        show.table(("text", "when", "precision", "counted from", "file"), rows, empty="no time expressions found")
    bad.end()


def fuse(
    file: Annotated[
        Path, typer.Argument(metavar="CLAIMS.jsonl", help="Claim lines, as `trigpoint read --json` prints.")
    ],
    owners: Annotated[
        Path | None,
        typer.Option(
            help="CSV with the columns outlet,owner: outlets of one owner are one origin.", metavar="OWNERS.csv"
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Join claims into events and count the independent origins of each."""
    from trigpoint.model import Event
    from trigpoint.products.lines import event_line
    from trigpoint.workflows import engines

    bad = show.Rejections("lines")
    with show.progress("Joining"):
        found = list(bad.without(engines.fuse(file, owners=owners), Event))
    if json:
        for event in found:
            show.json_line(event_line(event))
    else:
        show.events_table(found, empty="no events")
    bad.end()
