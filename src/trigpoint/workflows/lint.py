"""The lint of estimative language over text files; no case needed."""

from __future__ import annotations

from pathlib import Path

from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.fusion.wording.lint import Finding, Line, lint
from trigpoint.model.errors import UsageError
from trigpoint.products.compile.document import Kind, read_document
from trigpoint.workflows.write import read_written


def lint_file(path: Path, *, scale: str = "") -> list[Finding]:
    """Every finding, by line. `scale`: the one the text is held to; "" = the one it names, else the only one that fits.

    Raises UsageError for an unknown scale and InputError for a file that is no text.
    """
    scales = load_scales()
    if scale and scale not in scales:
        raise UsageError(f"--scale {scale}: is not known; use {', '.join(scales)}")
    document = read_document(read_written(path))
    named = document.front.get("scale", "")
    lines = [
        Line(line=document.front_lines[key], text=document.front[key])
        for key in ("title", "subtitle")
        if document.front.get(key)
    ]
    lines += [
        Line(line=sentence.line, text=sentence.text)
        for block in document.blocks
        for sentence in block.sentences
        if block.kind is not Kind.QUOTE and sentence.text
    ]
    declared = scale or (named if named in scales else "")
    return lint(lines, scales=scales, words=load_words(), declared=declared, default=DEFAULT_SCALE)
