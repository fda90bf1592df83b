"""Why a written brief is not set: file, line, reason and what to do."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Refusal:
    """One reason. Of a code that is no fault (`is_fault` False) the brief is set all the same."""

    line: int
    code: str  # "uncited", "unknown-id", "single-origin", ...: see docs/brief.md
    says: str
    remedy: str = ""
    excerpt: str = ""  # the beginning of the sentence
    is_fault: bool = True

    def sentence(self, file: str) -> str:
        """`FILE:LINE: reason; remedy  [excerpt]`."""
        words = f"{file}:{self.line}: {self.says}" + (f"; {self.remedy}" if self.remedy else "")
        return words + (f"  [{self.excerpt}]" if self.excerpt else "")


def excerpt_of(text: str, most: int = 60) -> str:
    """The beginning of a sentence, cut at a space."""
    flat = " ".join(text[: most * 8].split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"
