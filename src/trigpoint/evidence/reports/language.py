"""Prepares a spaCy pipeline for reports: a paragraph break always ends a sentence.

Without it the parser runs headings, bylines and paragraphs together, and a "said" of one paragraph governs the next.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

PARAGRAPHS = "trigpoint_paragraphs"
_ENDS = (".", "!", "?", "…", ":", ";", '"', "”", "»", ")")
_SHORT_LINE = 60  # characters: a line shorter than this was not wrapped by a mail program
_BULLET = re.compile(r"[•\-–*▪◦]|\(?\d{1,3}[.)]")


def prepare(nlp: Language) -> Language:
    """Adds the paragraph component before the parser, once."""
    if PARAGRAPHS not in nlp.pipe_names:
        nlp.add_pipe(PARAGRAPHS, before="parser" if "parser" in nlp.pipe_names else None)
    return nlp


@Language.component(PARAGRAPHS)
def mark_paragraphs(doc: Doc) -> Doc:
    """Sets a sentence start behind each break between paragraphs, headings or list items."""
    text = doc.text
    for token in doc[:-1]:
        if "\n" in token.text and _is_break(text, token.idx, token.idx + len(token)):
            doc[token.i + 1].is_sent_start = True
    return doc


def _is_break(text: str, start: int, end: int) -> bool:
    if text.count("\n", start, end) > 1:
        return True
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start:start].rstrip()
    return line.endswith(_ENDS) or len(line) < _SHORT_LINE or _BULLET.match(text, end) is not None
