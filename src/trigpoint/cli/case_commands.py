"""Commands that keep a case and look into it. Each parses, calls one workflow and shows the result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder, GeoNames, Llm, LlmModel, Outlet, Published, SiteLists, Targets

_NONE = "no {}; take reports in with `trigpoint add`, then `trigpoint run`"


def demo(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where to make the demo case.")] = Path("demo"),
    pdf: Annotated[bool, typer.Option(help="Write the PDF beside the HTML.")] = True,
    json: AsJson = False,
) -> None:
    """Make a worked case from the shipped example reports, without network, and print where its brief is."""
    from trigpoint.workflows.worked_case import demo as make

    with show.progress("Reading the demo reports") as report:
        made = make(to, with_pdf=pdf, progress=report)
    brief = made.brief
    if json:
        paths = {"html": str(brief.html), "pdf": str(brief.pdf) if brief.pdf else None}
        counts = {"articles": made.articles, "simulated_pictures": made.pictures, "events": brief.events}
        show.json_line({"case": str(to), **counts, **paths})
        return
    claims = made.result.run.claims
    show.line(
        f"An exercise: {made.articles} reports written for it about real public events; the outlets are invented."
    )
    show.line(f"{made.pictures} SIMULATED radar pictures of invented structures, made and measured for it.")
    show.line(f"{made.articles} articles, {claims} claims, {brief.events} events in {to}")
    for path in filter(None, (brief.html, brief.pdf)):
        show.line(f"The brief: {path.resolve()}")


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The case folder; --case says the same.")
    ] = None,
    case: CaseFolder = Path(),
    title: Annotated[str, typer.Option("--title", help="What the case and its brief are called.")] = "",
) -> None:
    """Make a new, empty case."""
    from trigpoint.workflows import keep

    made = keep.init(folder or case, title=title)
    show.line(f"A new case in {made.folder.resolve()}")


def add(
    targets: Targets,
    case: CaseFolder = Path(),
    published: Published = "",
    outlet: Outlet = "",
    json: AsJson = False,
) -> None:
    """Take files, folders, feeds or web pages into the case. Adding the same bytes twice changes nothing."""
    from trigpoint.workflows import keep

    day = show.iso_day(published)
    opened = keep.open_case(case)
    taken = new = 0
    bad = show.Rejections()
    with show.progress("Taking in") as report:
        for item in keep.add(opened, targets, published=day, outlet=outlet):
            report(taken + bad.count, 0)
            if not isinstance(item, keep.Added):
                bad.tell(item)
                continue
            taken, new = taken + 1, new + item.is_new
            row = {"file": item.where, "capture": item.capture.id, "articles": item.articles, "new": item.is_new}
            if json:
                show.json_line(row | {"flags": list(item.capture.flags)})
            for flag in item.capture.flags if item.is_new else ():
                show.complain(f"{item.where}: {flag}")
    if not json:
        show.line(f"{taken} taken in, {new} of them new")
    bad.end(taken)


def run(
    case: CaseFolder = Path(),
    sites: SiteLists = None,
    geonames: GeoNames = None,
    llm: Llm = "",
    llm_model: LlmModel = "",
    json: AsJson = False,
) -> None:
    """Read what has not been read and join all claims into events. Goes on where a killed run was."""
    from trigpoint.workflows import keep, tools
    from trigpoint.workflows.chain import report_chain

    opened, second = keep.open_case(case), tools.second_reader(llm, llm_model)
    with show.progress("Reading articles") as report:
        done = keep.run(opened, report_chain(sites=sites or (), geonames=geonames, second=second), progress=report)
    last = done.run
    if json:
        counts = {"claims": last.claims, "events": last.events}
        show.json_line({"run": last.number, "new": done.is_new, "articles_read": done.articles_read, **counts})
        return
    from trigpoint.products.wording import number_of

    note = "" if done.is_new else "; nothing new since then"
    read, claims, events = (
        number_of(n, noun)
        for n, noun in ((done.articles_read, "article"), (last.claims, "claim"), (last.events, "event"))
    )
    show.line(f"{read} read. Run {last.number}: {claims}, {events}{note}")
    if not last.claims:
        show.complain("the case holds no claim; take reports in with `trigpoint add`")


def claims(case: CaseFolder = Path(), json: AsJson = False) -> None:
    """Show the claims of the last run."""
    from trigpoint.products.lines import claim_line
    from trigpoint.workflows import keep

    opened = keep.open_case(case)
    files = keep.file_names(opened)
    found = keep.current_claims(opened)
    if json:
        for claim in found:
            show.json_line(claim_line(claim, file=files[claim.quote.capture]))
        return
    show.claims_table(((files[claim.quote.capture], claim) for claim in found), empty=_NONE.format("claims"))


def events(case: CaseFolder = Path(), json: AsJson = False) -> None:
    """Show the events of the last run: what, when, where, and on how many origins each rests."""
    from trigpoint.products.lines import event_line
    from trigpoint.workflows import keep

    found = keep.current_events(keep.open_case(case))
    if json:
        for event in found:
            show.json_line(event_line(event))
        return
    show.events_table(found, empty=_NONE.format("events"))


def observations(
    case: CaseFolder = Path(),
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Write GeoJSON, CSV and the provenance to measure them again."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Show what was measured in pictures and tracks: of what, when, how surely, by which method. Superseded ones are left out."""
    from trigpoint.products.imagery.grades_table import observation_rows
    from trigpoint.products.lines import observation_line
    from trigpoint.workflows import keep

    opened = keep.open_case(case)
    found = keep.current_observations(opened)
    if to is not None:
        from trigpoint.workflows.imagery.export import export_observations

        for path in export_observations(opened, to):
            show.line(str(path.resolve()))
        return
    if json:
        files = keep.file_names(opened)
        for measured in found:
            show.json_line(observation_line(measured, files=files))
        return
    columns, rows = observation_rows(found)
    show.table(columns, rows, empty="nothing was measured; see `trigpoint damage --help`")


def sites(
    words: Annotated[str, typer.Argument(help="Part of a name, an alias or a type.")] = "",
    country: Annotated[str, typer.Option("--country", metavar="CC", help="ISO 3166-1 alpha-2, such as SY.")] = "",
    history: Annotated[
        bool, typer.Option("--history", help="Show what a case knows of the one site named, over time.")
    ] = False,
    case: CaseFolder = Path(),
    chart: Annotated[Path | None, typer.Option("--chart", metavar="OUT.svg", help="With --history: draw it.")] = None,
    json: AsJson = False,
) -> None:
    """Search the shipped list of sites: bases, ports, plants, crossings, camps, hospitals."""
    if history:
        from trigpoint.cli.trends_command import show_history

        show_history(case, named=words, country=country, chart=chart, json=json)
        return
    from trigpoint.products.lines import site_line
    from trigpoint.workflows.lists import known_sites

    found = known_sites(named=words, country=country)
    if json:
        for site in found:
            show.json_line(site_line(site))
        return
    rows = ((s.name, s.type, s.country, f"{s.lat:.3f}, {s.lon:.3f} ±{s.radius_m / 1000:g} km", s.source) for s in found)
    show.table(("name", "type", "country", "lat, lon", "source"), rows, empty="no site is named so")
