"""Write `docs/cli.md` from the commands themselves. `--check` exits 1 when the file is not current."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer.main

from trigpoint.cli import app

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
TOP = """# The command line

Written by `scripts/make_cli_docs.py`; do not edit.

Every command is one library call (`import trigpoint`). Results go to standard output, sentences about problems to
standard error, with the name of the file. Exit codes: 0 done, 1 found a problem (the rest was still done), 2 wrong usage.
`--json` prints one JSON object per line; [the fields](#json-lines) are a contract.

The network is used only for addresses named on the command line. Built place lists are kept in the user's cache folder;
`TRIGPOINT_CACHE` names another one.
"""
LINES = {
    "claim": ("read, claims", "CLAIM_KEYS", "`start`, `end`: characters of the file's text as UTF-8, end exclusive"),
    "place mention": ("locate", "PLACE_KEYS", "`lat` null: abstained, and `reason` says why"),
    "time expression": ("dates", "DATE_KEYS", '`from`, `to`: null = unknown, ".." = open; `to` is exclusive'),
    "event": ("fuse, events", "EVENT_KEYS", "`members[].claim`: the line's own `id`, else its 0-based number"),
    "measurement": (
        "observations",
        "OBSERVATION_KEYS",
        "`value` null: looked, could not be measured, and `flags` say why",
    ),
    "site": ("sites", "SITE_KEYS", "degrees, EPSG:4326"),
}


def page() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(app)
    commands = [(name, c) for first in root.commands for name, c in _verbs(first, root.commands[first])]
    index = [
        "| command | does |",
        "|---|---|",
        *(f"| [`{n}`](#{n.replace(' ', '-')}) | {_first(c)} |" for n, c in commands),
    ]
    parts = [TOP, "\n".join(index), *(_command(n, c) for n, c in commands), _lines()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _verbs(name: str, command: Any) -> list[tuple[str, Any]]:
    """A command, and those below it where it is a group."""
    below = [(f"{name} {verb}", c) for verb, c in getattr(command, "commands", {}).items()]
    return [(name, command), *below]


def _command(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join(["trigpoint", name, *(_shown(p) for p in arguments), "[OPTIONS]" if options else ""])
    rows = [f"| `{_cell(_shown(p))}` | {_help(p)} |" for p in arguments]
    rows += [f"| `{_spelt(p)}` | {_help(p)} |" for p in options]
    table = ["| | |", "|---|---|", *rows] if rows else []
    return "\n".join([f"## {name}", "", command.help.strip(), "", "```", usage.strip(), "```", "", *table])


def _lines() -> str:
    from trigpoint.products import lines

    rows = [
        f"| {kind} | {commands} | {', '.join(f'`{key}`' for key in getattr(lines, keys))} | {note} |"
        for kind, (commands, keys, note) in LINES.items()
    ]
    return "\n".join(["## JSON lines", "", "| a line is | printed by | keys | |", "|---|---|---|---|", *rows])


def _first(command: Any) -> str:
    return str(command.help).strip().split("\n")[0]


def _shown(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _spelt(parameter: Any) -> str:
    if parameter.is_flag:
        return "/".join([*parameter.opts, *parameter.secondary_opts])
    return f"{parameter.opts[0]} {_shown(parameter)}"


def _help(parameter: Any) -> str:
    return _cell(parameter.help or "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Write the page, or compare."""
    made = page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf8") != made)
    PAGE.write_text(made, encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
