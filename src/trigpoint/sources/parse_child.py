"""Reads a PDF or office file in a process of its own, which may die without harm.

Run as `python -I parse_child.py`, so that it imports nothing of the project. Standard input: one line of JSON with
the limits, then the bytes. Standard output: one line of JSON, either `{"pages": [...], "facts": {...}, "flags": [...],
"links": [...], "reader": "..."}` or `{"error": "..."}`. Before a byte of the file is looked at, the process gives up
memory, time, child processes, the network and writing.
"""

from __future__ import annotations

import importlib
import io
import json
import re
import resource
import sys
from typing import Any

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename")
_WRITING = 0o3 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_INVISIBLE = re.compile(rb"(?:^|\s)3\s+Tr\b")


class Refused(Exception):
    """The file is readable but beyond a limit; the message says which."""


def give_up_rights(memory_bytes: int, cpu_s: int) -> None:
    """Bound memory and time, then refuse network, processes and writing for the rest of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(guard)


def guard(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook that refuses network, processes and writing."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while reading a document")
    if event == "open" and isinstance(args[2], int) and args[2] & _WRITING:
        raise PermissionError("writing is not allowed while reading a document")


def read_pdf(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """Text per page, document properties and links of a PDF."""
    import pypdf
    from pypdf.generic import IndirectObject

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("is protected by a password")
    _check_page_count(reader, limits["pages"])
    pages: list[str] = []
    links: list[str] = []
    flags: set[str] = set()
    room = limits["chars"]
    for page in reader.pages:
        if len(pages) >= limits["pages"]:
            raise Refused(f"has more than {limits['pages']:,} pages")
        contents = page.get_contents()
        if contents is not None and _INVISIBLE.search(contents.get_data()):
            flags.add("text drawn invisibly")
        text = page.extract_text()
        room -= len(text)
        if room < 0:
            raise Refused(f"holds more than {limits['chars']:,} characters of text")
        pages.append(text)
        for note in page.get("/Annots") or ():
            note = note.get_object() if isinstance(note, IndirectObject) else note
            action = note.get("/A") if isinstance(note, dict) else None
            uri = action.get_object().get("/URI") if action is not None else None
            if uri is not None and len(links) < 500:
                links.append(str(uri))
    root = reader.root_object
    if _acts(root.get("/OpenAction")) or "/AA" in root or "/JavaScript" in root.get("/Names", {}):
        flags.add("active content")
    if "/EmbeddedFiles" in root.get("/Names", {}):
        flags.add("embedded files not read")
    facts = {str(key).lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()}
    reader_name = f"pypdf {pypdf.__version__}"
    return {"pages": pages, "facts": facts, "flags": sorted(flags), "links": links, "reader": reader_name}


def _acts(action: Any) -> bool:
    """Does more than turn to a page."""
    action = action.get_object() if hasattr(action, "get_object") else action
    return isinstance(action, dict) and action.get("/S") != "/GoTo"


def _check_page_count(reader: Any, most: int) -> None:
    """The count the file states, before anything walks its page tree."""
    stated = reader.root_object["/Pages"].get_object().get("/Count", 0)
    if int(stated) > most:
        raise Refused(f"has {int(stated):,} pages; the limit is {most:,}")


def read_docx(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """Paragraphs and table rows of a Word file in reading order, as one page."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE

    document = docx.Document(io.BytesIO(content))
    blocks: list[str] = []
    room = limits["chars"]
    for block in document.iter_inner_content():
        lines = [block.text] if hasattr(block, "text") else _rows(block)
        for line in lines:
            room -= len(line)
            if room < 0:
                raise Refused(f"holds more than {limits['chars']:,} characters of text")
            if line.strip():
                blocks.append(line)
    links = [
        relation.target_ref
        for relation in document.part.rels.values()
        if relation.is_external and relation.reltype == RELATIONSHIP_TYPE.HYPERLINK
    ]
    properties = document.core_properties
    facts = {
        "Title": properties.title or "",
        "Author": properties.author or "",
        "CreationDate": properties.created.isoformat() if properties.created else "",
    }
    reader_name = f"python-docx {docx.__version__}"
    return {"pages": ["\n\n".join(blocks)], "facts": facts, "flags": [], "links": links[:500], "reader": reader_name}


def _rows(table: Any) -> list[str]:
    """Table rows as lines; a cell that spans columns is told once."""
    lines = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = " ".join(cell.text.split())
            if not cells or cells[-1] != text:
                cells.append(text)
        lines.append(" | ".join(cells))
    return lines


def main() -> None:
    """One document from standard input to standard output."""
    header = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    answer: dict[str, Any]
    importlib.import_module("pypdf" if header["kind"] == "pdf" else "docx")  # libraries load before memory is bounded
    try:
        give_up_rights(header["memory_bytes"], header["cpu_s"])
        answer = (read_pdf if header["kind"] == "pdf" else read_docx)(content, header)
    except Refused as error:
        answer = {"refused": str(error)}
    except (MemoryError, SystemError):  # short of memory, C code may fail without saying why
        answer = {"refused": "needs more memory than a document may take"}
    except RecursionError:
        answer = {"refused": "is nested too deeply"}
    except Exception as error:  # noqa: BLE001 - a parser may fail in any way; its failure is the file's, as one sentence
        is_limit = type(error).__name__ == "LimitReachedError"  # pypdf's own caps on filters, arrays and nesting
        words = f"{type(error).__name__}: {error}"[:200]
        answer = {"refused": f"goes beyond what a document needs ({error})"[:200]} if is_limit else {"error": words}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii", errors="replace") + b"\n")


if __name__ == "__main__":
    import logging

    logging.disable(logging.CRITICAL)  # pypdf warns about every oddity of a file
    main()
