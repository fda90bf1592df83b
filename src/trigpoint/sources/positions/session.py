"""A DuckDB session of its own that sees one file, loads no extension, asks no network and stays within its memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

MEMORY = "700MB"  # more than that spills to the session's own folder
THREADS = 2


@attrs.frozen(kw_only=True)
class Session:
    """A connection and the plain names it may use. The file is reached by a link, so `*`, `?` and `'` in its name mean nothing."""

    connection: Any
    file: Path  # the link to the user's file
    folder: Path  # for what is written; removed at the end


@contextmanager
def session(path: Path) -> Iterator[Session]:
    """Open a locked-down session on one file."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="positions-") as made:
        folder = Path(made)
        link = folder / "positions.in"
        link.symlink_to(path.resolve())
        connection = duckdb.connect(":memory:")
        try:
            for setting in (
                "autoinstall_known_extensions=false",
                "autoload_known_extensions=false",
                "TimeZone='UTC'",
                "preserve_insertion_order=true",
                f"threads={THREADS}",
                f"memory_limit='{MEMORY}'",
                f"temp_directory={literal(folder / 'spill')}",
                "max_temp_directory_size='60GB'",
                f"allowed_directories=[{literal(folder)}]",
                f"allowed_paths=[{literal(link)}]",
                "enable_external_access=false",
                "lock_configuration=true",
            ):
                connection.execute(f"SET {setting}")
            yield Session(connection=connection, file=link, folder=folder)
        finally:
            connection.close()


def literal(path: Path) -> str:
    """A path as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def first_line(error: Exception) -> str:
    """What an engine's error says, cut short and without the folder it worked in."""
    words = str(error).split("\n", 1)[0][:160]
    return words if "positions-" not in words else words.split(":", 1)[0]
