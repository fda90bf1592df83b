"""Reads pages, feeds and mails in a process that can be killed and that cannot reach the network or write.

Run as `python -I -B -m trigpoint.sources.markup_child`. For each request a line of JSON and the bytes on standard
input; for each answer a line of JSON on standard output, after a first line that says `ready`. Ends when its input ends.
"""

from __future__ import annotations

import base64
import importlib
import json
import logging
import resource
import sys
from datetime import datetime
from typing import Any

from trigpoint.model.errors import InputError
from trigpoint.model.records import to_json
from trigpoint.sources.formats import Format
from trigpoint.sources.limits import Limits
from trigpoint.sources.parse_child import guard
from trigpoint.sources.readers import read_as
from trigpoint.sources.reading import Reading


def main() -> None:
    """Serve requests until the input ends."""
    logging.disable(logging.CRITICAL)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    importlib.import_module("trigpoint.sources.mail")  # brings what all of them need, before the clock of a page runs
    sink.write(b"ready\n")
    sink.flush()
    is_guarded = False
    while header_line := source.readline():
        header = json.loads(header_line)
        content = source.read(header["size"])
        if not is_guarded:
            memory = header["memory_bytes"]
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            sys.addaudithook(guard)
            is_guarded = True
        sink.write(json.dumps(_answer(header, content)).encode("ascii") + b"\n")
        sink.flush()


def _answer(header: dict[str, Any], content: bytes) -> dict[str, Any]:
    limits = Limits(**{name: header["limits"][name] for name in header["limits"]})
    try:
        reading = read_as(
            Format(header["kind"]),
            content,
            header["where"],
            limits,
            datetime.fromisoformat(header["now"]),
            url=header["url"],
            declared_type=header["declared_type"],
        )
    except InputError as error:
        return {"error": type(error).__name__, "where": error.where, "what": error.what, "remedy": error.remedy}
    except MemoryError:
        return {"error": "RefusedInput", "what": "needs more memory than a page may take"}
    except RecursionError:
        return {"error": "RefusedInput", "what": "is nested too deeply"}
    except Exception as error:  # noqa: BLE001 - a parser may fail in any way; its failure is the file's, as one sentence
        return {"error": "UnreadableFile", "what": f"is damaged ({type(error).__name__}: {error})"[:200]}
    return _plain(reading)


def _plain(reading: Reading) -> dict[str, Any]:
    return {
        "text": reading.text,
        "pieces": [to_json(piece) for piece in reading.pieces],
        "media_type": reading.media_type,
        "reader": reading.reader,
        "flags": list(reading.flags),
        "inner": [[item.name, base64.b64encode(item.content).decode("ascii")] for item in reading.inner],
    }


if __name__ == "__main__":
    main()
