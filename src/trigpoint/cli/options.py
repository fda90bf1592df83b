"""Options that several commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CaseFolder = Annotated[Path, typer.Option("--case", metavar="DIR", help="The case folder.", show_default="here")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")]
Why = Annotated[str, typer.Option("--why", metavar="SENTENCE", help="The reason, in a sentence. It is kept.")]
Author = Annotated[str, typer.Option("--author", metavar="NAME", help="Who signs it.")]
Published = Annotated[
    str, typer.Option("--published", metavar="DATE", help="Date of publication (2020-05-04) of all the texts given.")
]
Outlet = Annotated[str, typer.Option("--outlet", metavar="NAME", help="Who published all the texts given.")]
SiteLists = Annotated[
    list[Path] | None,
    typer.Option(
        "--sites", metavar="CSV", help="A place list of your own: name,lon,lat,radius_km and more. Repeatable."
    ),
]
GeoNames = Annotated[
    Path | None,
    typer.Option(
        "--geonames",
        metavar="FILE",
        help="Villages of a country: its dump from GeoNames (XX.zip or XX.txt).",
    ),
]
Llm = Annotated[
    str,
    typer.Option(
        "--llm", metavar="URL", help="Let a language model read as well: base URL of an OpenAI-compatible server."
    ),
]
LlmModel = Annotated[
    str, typer.Option("--llm-model", metavar="NAME", help="Which model; its key, if any, in TRIGPOINT_LLM_KEY.")
]
Targets = Annotated[list[str], typer.Argument(metavar="PATH|URL...", help="Files, folders or http(s) addresses.")]
