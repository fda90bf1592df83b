"""The command line: parse, call one workflow, show. Exit code 0 done, 1 found a problem, 2 wrong usage.

Heavy modules are imported inside the commands, so that `trigpoint --help` answers at once; and the commands themselves (`app`)
only where their parser is needed.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import TYPE_CHECKING, Any

from trigpoint.cli.show import complain
from trigpoint.cli.straight import damage_arguments
from trigpoint.model.errors import TrigpointError, UsageError

if TYPE_CHECKING:
    from trigpoint.cli.all_commands import app as app

_GREEDY = "--after"  # takes every value up to the next option


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from trigpoint.cli.all_commands import app as commands

    return commands


def main() -> None:
    """The `trigpoint` command."""
    _print_any_character()
    try:
        _call(sys.argv[1:])
    except UsageError as error:
        complain(error)
        sys.exit(2)
    except TrigpointError as error:
        complain(error)
        sys.exit(1)
    except BrokenPipeError:  # `trigpoint events | head`: whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        complain(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)


def _call(arguments: list[str]) -> None:
    """The parser with its libraries takes a quarter of a second: as long as judging a thousand structures."""
    plain = damage_arguments(arguments[1:]) if arguments[:1] == ["damage"] else None
    if plain is None:
        from trigpoint.cli.all_commands import app as commands

        commands(spread(arguments))
        return
    gc.disable()  # to the end of this process: modules and thousands of records hold no cycles worth looking for
    from trigpoint.cli.damage_run import run_damage

    try:
        run_damage(**plain)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        gc.freeze()  # nor when it ends


def spread(arguments: list[str]) -> list[str]:
    """`--after A B C` as `--after A --after B --after C`: an option of click takes one value."""
    spelt: list[str] = []
    greedy = False
    for argument in arguments:
        if argument.startswith("-") and argument != "-":
            greedy = argument == _GREEDY
            spelt += [] if greedy else [argument]
        else:
            spelt += [_GREEDY, argument] if greedy else [argument]
    return spelt


def _print_any_character() -> None:
    """Documents hold every script; a terminal set to one of them must not stop the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
