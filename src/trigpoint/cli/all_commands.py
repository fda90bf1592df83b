"""All commands of `trigpoint`, by panel of its help. Heavy modules are imported inside the commands."""

from __future__ import annotations

from typing import Annotated

import typer

from trigpoint.cli import (
    activity_command,
    align_command,
    assess_command,
    brief_command,
    case_commands,
    change_command,
    check_command,
    count_command,
    damage_command,
    dark_command,
    decide_command,
    engine_commands,
    export_command,
    hypotheses_command,
    lint_command,
    patterns_command,
    prepare_command,
    scenes_command,
    tally_command,
    track_commands,
    trends_command,
    verify_command,
    voyages_command,
    watch_command,
)

_KEEP = "Keep a case"
_LOOK = "Look into it and show it"
_DECIDE = "Check and decide by hand"
_ALONE = "Engines used alone"
_PICTURES = "Pictures"
_TRACKS = "Tracks"

app = typer.Typer(
    name="trigpoint",
    help="Public reports about conflicts in, cited assessments out. Every claim is bound to its quoted sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"trigpoint {version('trigpoint')}")
        raise typer.Exit


_VERSION = typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_say_version)


@app.callback()
def _everywhere(version: Annotated[bool, _VERSION] = False) -> None:
    """Options of every command."""


for panel, commands in (
    (_KEEP, (case_commands.demo, case_commands.init, case_commands.add, case_commands.run, verify_command.verify)),
    (
        _LOOK,
        (
            case_commands.claims,
            case_commands.events,
            case_commands.observations,
            case_commands.sites,
            brief_command.brief,
            export_command.export,
            hypotheses_command.hypotheses,
            watch_command.watch,
            trends_command.trends,
            tally_command.tally,
        ),
    ),
    (
        _DECIDE,
        (
            decide_command.merge,
            decide_command.split,
            decide_command.resolve,
            decide_command.undo,
            decide_command.decisions,
            check_command.check,
            assess_command.retract,
            assess_command.rate,
        ),
    ),
    (
        _ALONE,
        (engine_commands.read, engine_commands.locate, engine_commands.dates, engine_commands.fuse, lint_command.lint),
    ),
    (
        _PICTURES,
        (
            align_command.align,
            change_command.change,
            damage_command.damage,
            count_command.count,
            activity_command.activity,
            scenes_command.scenes,
            prepare_command.prepare,
        ),
    ),
    (
        _TRACKS,
        (
            track_commands.tracks,
            track_commands.gaps,
            track_commands.visits,
            dark_command.dark,
            voyages_command.voyages,
            patterns_command.patterns,
        ),
    ),
):
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.add_typer(assess_command.assess, rich_help_panel=_DECIDE)
