"""`trigpoint count`: proposals for ships, aircraft or vehicles in one picture."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.imagery_options import Keep
from trigpoint.cli.options import AsJson


class What(StrEnum):
    """What can be counted."""

    SHIPS = "ships"
    AIRCRAFT = "aircraft"
    VEHICLES = "vehicles"


class Sensor(StrEnum):
    """What took the picture."""

    SAR = "sar"
    OPTICAL = "optical"


def count(
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="The picture.")],
    what: Annotated[What, typer.Option("--what", help="What to look for.")] = What.VEHICLES,
    sensor: Annotated[
        Sensor | None, typer.Option("--sensor", help="What took it, where the file does not say.")
    ] = None,
    pixel_m: Annotated[
        float | None,
        typer.Option(
            "--pixel-m", metavar="METRES", min=0.01, max=1000, help="Side of a pixel, where the file does not say."
        ),
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option(
            "--review", metavar="FILE", help="Verdicts: CSV or JSON lines with verdict, number or x,y or lon,lat, by."
        ),
    ] = None,
    detector: Annotated[
        Path | None, typer.Option("--detector", metavar="MODEL.onnx", help="Let your own detector propose.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="OUT.png", help="Draw the numbered proposals.")
    ] = None,
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Propose what to count; a person accepts, rejects and adds. The count keeps both and an interval."""
    from trigpoint.products.imagery.count_lines import count_line, count_rows
    from trigpoint.workflows.imagery.count import propose

    with show.progress("Looking"):
        found = propose(
            image, what=what.value, case=case, sensor=sensor.value if sensor else None, pixel_m=pixel_m, review=review,
            detector=detector, picture=picture,
        )  # fmt: skip
    for flag in found.flags:
        show.warn(flag)
    if json:
        for number, (item, verdict) in enumerate(zip(found.detections, found.verdicts, strict=True), start=1):
            show.json_line(count_line(item, number=number, verdict=verdict))
        for item in found.added:
            show.json_line(count_line(item, verdict="add"))
        show.complain(found.sentence)
        return
    columns, rows = count_rows(found)
    show.table(columns, rows, empty=f"no {what.value} proposed")
    show.line(found.sentence)
