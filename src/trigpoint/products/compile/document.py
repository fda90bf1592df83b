"""The Markdown of a written brief, read into blocks of sentences that know their line and their evidence.

| written | is |
|---|---|
| `---`, `key: value` lines, `---` first in the file | title (needed), author (needed), subtitle, kind, scale, as of |
| `# `, `## `, `### ` | headings: they carry no evidence and may state nothing but a name |
| a paragraph, `- ` or `1. ` | sentences; each carries `[@id; @id]` before or after its full stop, or `[note]` |
| `> words [@id]` | words of a document, exactly as it has them |
| `| cell | cell [@id] |` | a table; each row is one sentence |
| `![caption [@id].](cap-... "CC BY 4.0, A. Maker")` | a picture of the case; its licence, where the case knows none |
| `**bold**`, `*italic*`, `\\*` | as usual |
| `<!-- ... -->` | left out |

Nothing else of Markdown is read: no links out of the page, no HTML (it is shown as text), no code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from trigpoint.fusion.wording.sentences import sentence_spans
from trigpoint.products.compile.refusal import Refusal, excerpt_of

_KEYS = ("title", "subtitle", "kind", "author", "scale", "as of", "language")
_CITE = re.compile(r"\[@([^\[\]]*)\]|\[note\]")
_ID = re.compile(r"[^\s;,@]+")
_MARK = 0xE000  # one private character per citation while sentences are cut
_ESCAPED = 0xF700  # + the escaped character
_LINK = re.compile(r"\[[^\[\]]+\]\([^()\s]*\)")
_PICTURE = re.compile(r"^!\[(.*)\]\((\S+?)(?:\s+\"([^\"]*)\")?\)(.*)$")
_ITEM = re.compile(r"^(?:[-*+]|(\d{1,3})[.)])\s+(.*)$")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMPHASIS = re.compile(r"(\*\*|\*)(?=\S)([^*]+)(?<=\S)\1")


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    NUMBERED = "numbered"
    QUOTE = "quote"
    PICTURE = "picture"
    TABLE = "table"


@attrs.frozen(kw_only=True)
class Run:
    """A piece of a sentence in one face; or, with `cites`, the place of a citation."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    cites: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Sentence:
    """A sentence as written. `text` is what a reader reads, without marks."""

    line: int
    text: str
    runs: tuple[Run, ...]
    cites: tuple[str, ...] = ()  # evidence ids in order
    is_note: bool = False  # the author's own note: no evidence, so no fact


@attrs.frozen(kw_only=True)
class Block:
    """A heading, a paragraph, an item, a quotation, a picture or a table."""

    kind: Kind
    line: int
    sentences: tuple[Sentence, ...] = ()  # of a table: its rows
    level: int = 0
    target: str = ""  # of a picture: a capture's id
    licence: str = ""  # of a picture: as the author states it
    header: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


@attrs.frozen(kw_only=True)
class Document:
    """A written brief as read. `faults` are what is no part of this Markdown."""

    front: dict[str, str]
    front_lines: dict[str, int]
    blocks: tuple[Block, ...]
    faults: tuple[Refusal, ...]

    @property
    def sentences(self) -> Iterator[tuple[Block, Sentence]]:
        """All sentences in reading order, headings left out."""
        return ((b, s) for b in self.blocks if b.kind is not Kind.HEADING for s in b.sentences)


def cited_ids(text: str) -> tuple[str, ...]:
    """Every evidence id anywhere in the file, each once."""
    ids = (i for m in _CITE.finditer(_uncommented(text)) if m[1] for i in _ID.findall(m[1]))
    targets = (m[2] for line in text.splitlines() if (m := _PICTURE.match(_CITE.sub("", line.strip()))))
    return tuple(dict.fromkeys((*ids, *targets)))


def _uncommented(text: str) -> str:
    """The text with each comment as the line breaks it held; one that does not end is no comment."""
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*parts, text[at:]])


def read_document(text: str, *, whole: Iterable[str] = ()) -> Document:
    """The document; `whole` are names that no sentence ends in."""
    return _Reader(text, tuple(whole)).read()


class _Reader:
    """Goes through the lines once."""

    def __init__(self, text: str, whole: tuple[str, ...]) -> None:
        kept = _uncommented(text.replace("\r\n", "\n").replace("\r", "\n"))
        self._lines = re.sub("[\ue000-\uf8ff\0]", "\ufffd", kept).lstrip("\ufeff").split("\n")
        self._whole = whole
        self._faults: list[Refusal] = []
        self._blocks: list[Block] = []
        self._cites: list[tuple[str, ...] | None] = []  # None: [note]

    def read(self) -> Document:
        front, front_lines, at = self._front()
        while at < len(self._lines):
            at = self._block(at)
        return Document(
            front=front, front_lines=front_lines, blocks=tuple(self._blocks), faults=tuple(self._faults)
        )  # fmt: skip

    def _front(self) -> tuple[dict[str, str], dict[str, int], int]:
        if not self._lines or self._lines[0].strip() != "---":
            self._fault(1, "front", "the file does not begin with its title and author", _FRONT)
            return {}, {}, 0
        found: dict[str, str] = {}
        lines: dict[str, int] = {}
        for at, line in enumerate(self._lines[1:], start=1):
            if line.strip() == "---":
                for key in ("title", "author"):
                    if not found.get(key):
                        self._fault(1, "front", f"the brief has no {key}", _FRONT)
                return found, lines, at + 1
            key, colon, value = line.partition(":")
            key = key.strip().casefold()
            if line.strip() and (not colon or key not in _KEYS):
                self._fault(at + 1, "front", f"“{key}” is no part of the head of a brief", f"use {', '.join(_KEYS)}")
            elif line.strip():
                found[key], lines[key] = value.strip().strip('"'), at + 1
        self._fault(1, "front", "the head of the file does not end", "close it with a line of ---")
        return found, lines, len(self._lines)

    def _block(self, at: int) -> int:
        line = self._lines[at].strip()
        if not line or (set(line) <= {"-"} and len(line) >= 3):
            return at + 1
        if line.startswith("#"):
            return self._heading(at)
        if line.startswith("|"):
            return self._table(at)
        end = self._block_end(at)
        if line.startswith(">"):
            raw = [text.strip().removeprefix(">").strip() for text in self._lines[at:end]]
            self._add(Kind.QUOTE, at, raw, is_one=True)
        elif line.startswith("!["):
            self._picture(at, end)
        elif item := _ITEM.match(line):
            raw = [item[2], *(text.strip() for text in self._lines[at + 1 : end])]
            self._add(Kind.NUMBERED if item[1] else Kind.ITEM, at, raw)
        elif line.startswith("```"):
            self._fault(at + 1, "markdown", "code is no part of a brief", "write sentences")
        else:
            self._add(Kind.PARAGRAPH, at, [text.strip() for text in self._lines[at:end]])
        return end

    def _block_end(self, at: int) -> int:
        """A block goes on to a blank line or to where another kind begins."""
        is_quote = self._lines[at].strip().startswith(">")
        end = at + 1
        while end < len(self._lines):
            line = self._lines[end].strip()
            begins = line.startswith(("#", "|", "![", "```")) or _ITEM.match(line) is not None
            if not line or begins or line.startswith(">") != is_quote:
                break
            end += 1
        return end

    def _heading(self, at: int) -> int:
        line = self._lines[at].strip()
        level = len(line) - len(line.lstrip("#"))
        words = self._marked([line[level:].strip()])
        self._check_inline(at, words)
        cut = self._sentence(words, 0, len(words), [at + 1] * len(words))
        self._blocks.append(Block(kind=Kind.HEADING, line=at + 1, level=min(level, 3), sentences=(cut,)))
        return at + 1

    def _add(self, kind: Kind, at: int, raw: Sequence[str], *, is_one: bool = False, target: str = "") -> None:
        """A block of sentences. `raw[n]` stands on line `at + n`."""
        words, lines = self._joined(at, raw)
        if kind is not Kind.QUOTE:
            self._check_inline(at, words)
        marks = "".join(chr(_MARK + n) for n in range(len(self._cites)))
        spans = [(0, len(words))] if is_one else list(sentence_spans(_unescaped(words), marks=marks, whole=self._whole))
        cut = tuple(self._sentence(words, start, end, lines) for start, end in spans)
        if cut:
            self._blocks.append(Block(kind=kind, line=at + 1, sentences=cut, target=target))

    def _picture(self, at: int, end: int) -> None:
        marked = self._marked([" ".join(text.strip() for text in self._lines[at:end])])
        found = _PICTURE.match(marked)
        if found is None:
            self._fault(
                at + 1, "markdown", "the picture cannot be read", "write ![caption [@id].](cap-...) on one block"
            )
            return
        words = f"{found[1].strip()}{found[4].rstrip()}"
        cut = self._sentence(words, 0, len(words), [at + 1] * len(words))
        licence = _bare(found[3] or "").strip()
        self._blocks.append(Block(kind=Kind.PICTURE, line=at + 1, sentences=(cut,), target=found[2], licence=licence))

    def _table(self, at: int) -> int:
        end = at
        while end < len(self._lines) and self._lines[end].strip().startswith("|"):
            end += 1
        rows = [_cells(self._marked([self._lines[n].strip()])) for n in range(at, end)]
        if len(rows) < 2 or any(set(cell) - set("-: ") for cell in rows[1]):
            self._fault(
                at + 1, "markdown", "the table has no head", "give it a first row and a row of | --- | below it"
            )
            return end
        sentences, drawn = [], []
        for n, cells in enumerate(rows[2:], start=at + 3):
            if len(cells) != len(rows[0]):
                self._fault(n, "markdown", f"a row of {len(cells)} cells in a table of {len(rows[0])}", "")
            parts = [self._sentence(cell, 0, len(cell), [n] * len(cell)) for cell in cells]
            joined = " · ".join(p.text for p in parts if p.text)
            cites = tuple(dict.fromkeys(c for p in parts for c in p.cites))
            is_note = any(p.is_note for p in parts)
            sentences.append(Sentence(line=n, text=joined, runs=(Run(text=joined),), cites=cites, is_note=is_note))
            drawn.append(tuple(p.runs for p in parts))
        self._blocks.append(
            Block(
                kind=Kind.TABLE, line=at + 1, sentences=tuple(sentences), rows=tuple(drawn),
                header=tuple(_bare(cell) for cell in rows[0]),
            )
        )  # fmt: skip
        return end

    def _joined(self, at: int, raw: Sequence[str]) -> tuple[str, list[int]]:
        """The lines of a block as one text, and the line each character stands on."""
        parts, lines = [], []
        for n, text in enumerate(raw):
            marked = self._marked([text]) + ("\n" if n < len(raw) - 1 else "")
            parts.append(marked)
            lines += [at + n + 1] * len(marked)
        return "".join(parts), lines

    def _marked(self, raw: Sequence[str]) -> str:
        """The text with each citation and each escaped character as one private character."""
        text = re.sub(r"\\([!-/:-@\[-`{-~])", lambda m: chr(_ESCAPED + ord(m[1])), "\n".join(raw))
        return _CITE.sub(self._keep, text)

    def _keep(self, found: re.Match[str]) -> str:
        self._cites.append(tuple(_ID.findall(_bare(found[1]))) if found[1] is not None else None)
        return chr(_MARK + len(self._cites) - 1)

    def _sentence(self, words: str, start: int, end: int, lines: Sequence[int]) -> Sentence:
        part = words[start:end]
        kept = [self._cites[ord(c) - _MARK] for c in part if _is_mark(c)]
        runs = tuple(self._runs(part))
        return Sentence(
            line=lines[start] if start < len(lines) else (lines[-1] if lines else 1),
            text=_tidy("".join(run.text for run in runs)),
            runs=runs,
            cites=tuple(dict.fromkeys(i for ids in kept if ids for i in ids)),
            is_note=any(ids is None for ids in kept),
        )

    def _runs(self, part: str) -> Iterator[Run]:
        at = 0
        for found in _EMPHASIS.finditer(part):
            yield from self._plain(part[at : found.start()], bold=False, italic=False)
            yield from self._plain(found[2], bold=found[1] == "**", italic=found[1] == "*")
            at = found.end()
        yield from self._plain(part[at:], bold=False, italic=False)

    def _plain(self, part: str, *, bold: bool, italic: bool) -> Iterator[Run]:
        for piece in re.split("([\ue000-\uf6ff])", part):
            if _is_mark(piece[:1]) and len(piece) == 1:
                ids = self._cites[ord(piece) - _MARK]
                if ids:
                    yield Run(cites=ids)
            elif piece:
                yield Run(text=_bare(re.sub(r"[ \t\n]+", " ", piece)), bold=bold, italic=italic)

    def _check_inline(self, at: int, words: str) -> None:
        if found := _LINK.search(words):
            says = f"“{_bare(found[0])}” is a link out of the brief"
            self._fault(at + 1, "link", says, "take the page into the case with `trigpoint add` and cite its claims")
        if _REORDERING.search(words):
            self._fault(at + 1, "hidden", "the text holds characters that turn text around", "take them out", words)

    def _fault(self, line: int, code: str, says: str, remedy: str, text: str = "") -> None:
        self._faults.append(Refusal(line=line, code=code, says=says, remedy=remedy, excerpt=excerpt_of(_bare(text))))


_FRONT = "begin with a line of ---, then title: ..., author: ..., then ---"


def _is_mark(c: str) -> bool:
    return c != "" and _MARK <= ord(c) < _ESCAPED


def _unescaped(text: str) -> str:
    """Escaped characters as themselves, each where it was: a stop ends a sentence however it is written."""
    return "".join(chr(ord(c) - _ESCAPED) if _ESCAPED <= ord(c) < _ESCAPED + 128 else c for c in text)


def _bare(text: str) -> str:
    """Escaped characters as themselves, marks away."""
    return "".join(c for c in _unescaped(text) if not _is_mark(c))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _tidy(text: str) -> str:
    """One line, without the space that a citation left before a full stop."""
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
