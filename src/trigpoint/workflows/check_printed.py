"""Does a published brief still say what the case holds? Every footnote is followed back to the archived bytes, offline."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model import Capture
from trigpoint.model.errors import RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.products.compile.printed import PrintedBrief, PrintedNote, read_printed
from trigpoint.store import Case

LARGEST = 200_000_000  # bytes of a brief with its pictures


@attrs.frozen(kw_only=True)
class PrintedCheck:
    """What was looked at, and every fault with its line."""

    file: str
    notes: int
    statements: int
    faults: tuple[str, ...]


def check_printed(case: Case, path: Path) -> PrintedCheck:
    """Check the footnotes of a brief of this case. Raises InputError for what is no brief."""
    content = _content(path)
    printed = read_printed(content.decode("utf-8", "replace"))
    if not printed.notes and b'content="Trigpoint"' not in content:
        raise UnsupportedFormat(str(path), "is not the HTML of a brief", "name the .html that `trigpoint brief` wrote")
    faults = [*_whole(case, path, content), *_notes(case, path, printed)]
    return PrintedCheck(
        file=str(path),
        notes=len(printed.notes),
        statements=sum(n.kind == "statement" for n in printed.notes),
        faults=tuple(faults),
    )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedInput(str(path), f"is larger than {LARGEST // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), f"cannot be read ({error.strerror})") from error


def _whole(case: Case, path: Path, content: bytes) -> Iterator[str]:
    """The file as published: its digest stands in the ledger. If not, the first line that differs is named."""
    digest = store.digest_of(content)
    known = store.products(case)
    if any(p.sha256 == digest for p in known):
        return
    for product in sorted({p.path for p in known if Path(p.path).name == path.name}):
        kept = case.folder / product
        if kept.is_file() and store.digest_of(there := kept.read_bytes()) in {p.sha256 for p in known}:
            yield f"{path}:{_first_difference(content, there)}: is not what was published as {product}"
            return
    yield f"{path}:1: was not published from this case, or was changed since; its notes are checked all the same"


def _first_difference(one: bytes, other: bytes) -> int:
    lines = zip(one.split(b"\n"), other.split(b"\n"), strict=False)
    return next((n for n, (a, b) in enumerate(lines, start=1) if a != b), min(one.count(b"\n"), other.count(b"\n")) + 1)


def _notes(case: Case, path: Path, printed: PrintedBrief) -> Iterator[str]:
    captures = {c.id: c for c in store.captures(case)}
    held = store.record_digests(case, {n.record for n in printed.notes if n.record})
    numbers = [n.number for n in printed.notes]
    for number, line in dict.fromkeys(printed.marks):
        if number not in numbers:
            yield f"{path}:{line}: mark {number} points to no note"

    @lru_cache(maxsize=64)
    def archived(capture: str) -> tuple[str, str]:
        return _archived(case, captures[capture])

    for note in printed.notes:
        where = f"{path}:{note.line}: note {note.number}"
        if numbers.count(note.number) > 1:
            yield f"{where}: the number stands twice"
        if note.record and note.record not in held:
            yield f"{where}: the case holds no {note.record}"
        elif note.digest and note.digest not in held[note.record]:
            yield f"{where}: {note.record} is not what the case holds"
        if note.kind == "statement":
            if note.capture not in captures:
                yield f"{where}: the case holds no {note.capture or 'capture'}"
                continue
            yield from (
                f"{where}: {fault}" for fault in _statement(note, captures[note.capture], *archived(note.capture))
            )
        elif note.kind not in ("event", "measurement", "assessment"):
            yield f"{where}: does not say what it stands on"


def _archived(case: Case, capture: Capture) -> tuple[str, str]:
    """The text, and what is wrong with the archived bytes ("" for nothing)."""
    for digest in filter(None, (capture.sha256, capture.text_sha256)):
        blob = store.blob_path(case.blobs, digest)
        try:
            content = blob.read_bytes()
        except OSError as error:
            return "", f"the archived bytes of {capture.uri} cannot be read ({blob}: {error.strerror})"
        if store.digest_of(content) != digest:
            return "", f"the archived bytes of {capture.uri} were changed after they were captured ({blob})"
    return store.capture_text(case, capture), ""


def _statement(note: PrintedNote, capture: Capture, text: str, fault: str) -> Iterator[str]:
    """Digests, offsets and quote."""
    if fault:
        yield fault
        return
    if note.sha256 != capture.sha256:
        yield f"the digest printed is not that of {capture.uri}"
    if note.text_sha256 and note.text_sha256 != capture.text_sha256:
        yield f"the digest printed is not that of the text of {capture.uri}"
    if note.start is None or note.end is None:
        yield "the place of the quote is not given"
    elif text[note.start : note.end] != note.quote:
        yield f"the quote does not stand in {capture.uri} at characters {note.start} to {note.end}"
