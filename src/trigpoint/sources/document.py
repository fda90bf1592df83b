"""PDF and Word files, parsed by `parse_child` in a process with limits; here only its answer is used."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.archive import checked_entries, opened
from trigpoint.sources.limits import MIB, Limits
from trigpoint.sources.pdf_lines import paragraphs
from trigpoint.sources.reading import Piece, Reading
from trigpoint.sources.stated_dates import stated_date
from trigpoint.sources.text import visible, within
from trigpoint.sources.trail import web_links

_PRINTED = re.compile(
    r"Mozilla|Chrom|Skia|Safari|WebKit|wkhtml|Quartz PDFContext|Microsoft: Print To PDF", re.IGNORECASE
)
_DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_document(content: bytes, where: str, limits: Limits, now: datetime, *, is_pdf: bool) -> Reading:
    """One piece over all pages; a form feed stands between pages. No text at all is a flag, not an error."""
    if not is_pdf:
        _check_docx(content, where, limits)
    answer = parse_apart(content, where, limits, kind="pdf" if is_pdf else "docx")
    pages = [str(page) for page in answer["pages"]]
    text = within(paragraphs(pages) if is_pdf else "".join(pages), limits.text_chars, where)
    flags = list(answer["flags"])
    facts = answer["facts"]
    published, doubt = stated_date(str(facts.get("CreationDate", "")), now)
    if published and _PRINTED.search(f"{facts.get('Creator', '')} {facts.get('Producer', '')}"):
        doubt = f"printed from a browser on {published.isoformat()}: that is not its day of publication"
        published = None
    if doubt:
        flags.append(doubt)
    pieces: tuple[Piece, ...] = ()
    if visible(text):
        pieces = (
            Piece(
                start=0,
                end=len(text),
                title=visible(str(facts.get("Title", "")))[:500],
                author=visible(str(facts.get("Author", "")))[:200],
                published=published,
                published_basis="document properties" if published else "",
                links=web_links(answer["links"], ""),
            ),
        )
    else:
        text = ""
        flags.append("no text: pictures of pages, or empty")
    return Reading(
        text=text,
        pieces=pieces,
        media_type="application/pdf" if is_pdf else _DOCX_TYPE,
        reader=str(answer["reader"]),
        flags=tuple(flags),
    )


def _check_docx(content: bytes, where: str, limits: Limits) -> None:
    """A Word file is a zip of XML: the caps of archives hold, and Word itself never writes a DTD."""
    with opened(content, where) as archive:
        entries = checked_entries(archive, where, limits)
        if not any(entry.filename == "word/document.xml" for entry in entries):
            raise UnreadableFile(where, "is named .docx but is no Word document")
        for entry in entries:
            if entry.file_size > max(MIB, limits.archive_ratio * entry.compress_size):
                raise RefusedInput(where, f"is packed more than {limits.archive_ratio} times: a decompression bomb")
            if entry.filename.endswith((".xml", ".rels")) and _has_dtd(archive, entry):
                raise RefusedInput(where, "holds an XML document type definition, which Word files do not have")


def _has_dtd(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(entry) as member:
            head = member.read(65536)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return False  # the parser will say what is wrong with it
    return b"<!DOCTYPE" in head or b"<!DOCTYPE".decode().encode("utf-16-le") in head


def parse_apart(content: bytes, where: str, limits: Limits, *, kind: str) -> dict[str, Any]:
    """The answer of the child process. Raises UnreadableFile or RefusedInput, also when the child dies or hangs."""
    spec = find_spec("trigpoint.sources.parse_child")
    if spec is None or spec.origin is None:
        raise RuntimeError("the document parser is not installed")
    header = {
        "kind": kind,
        "memory_bytes": limits.child_memory_bytes,
        "cpu_s": limits.child_cpu_s,
        "pages": limits.pdf_pages,
        "chars": limits.text_chars,
    }
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, our own file, no words from the document
            [sys.executable, "-I", "-X", "utf8", spec.origin],
            input=json.dumps(header).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.child_wall_s,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedInput(where, f"takes more than {limits.child_wall_s:.0f} s to read") from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        why = "takes too much time or memory to read" if done.returncode < 0 else "made the document parser fail"
        raise RefusedInput(where, why) from error
    if "refused" in answer:
        raise RefusedInput(where, visible(answer["refused"]))
    if "error" in answer:
        raise UnreadableFile(where, f"is damaged ({visible(answer['error'])})", "save it again from its source")
    return answer
