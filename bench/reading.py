"""How fast articles become claims: one process, one core.

An article is 700 words made of paragraphs of the shipped demo reports in a seeded order, so that no two are alike.
"""

from __future__ import annotations

import os
import random
import time
from datetime import date
from pathlib import Path

from bench.table import peak_mb, show
from trigpoint.evidence.reports import read_articles
from trigpoint.model import Article, record_id
from trigpoint.workflows import tools

REPORTS = Path(__file__).resolve().parents[1] / "src" / "trigpoint" / "data" / "demo" / "reports"
WORDS = 700


def paragraphs() -> list[str]:
    """The paragraphs of the plain-text demo reports."""
    texts = [p.read_text(encoding="utf8") for p in sorted(REPORTS.glob("*.txt"))]
    return [p for text in texts for p in text.split("\n\n")[1:] if len(p.split()) > 8]


def article_text(rng: random.Random, pool: list[str]) -> str:
    """About 700 words."""
    parts: list[str] = []
    while sum(len(p.split()) for p in parts) < WORDS:
        parts.append(rng.choice(pool))
    return "\n\n".join(parts)


def main(count: int = 100) -> None:
    """Print articles a second, the time to load and peak memory."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    began = time.perf_counter()
    report_tools = tools.report_tools()
    loaded = time.perf_counter() - began
    rng, pool = random.Random(7), paragraphs()
    pairs = []
    for i in range(count):
        text = article_text(rng, pool)
        capture = record_id("cap", i)
        article = Article(
            id=record_id("art", capture, 0),
            capture=capture,
            ordinal=0,
            start=0,
            end=len(text),
            published=date(2020, 9, 15),
            outlet=f"Outlet {i}",
        )
        pairs.append((article, text))
    began = time.perf_counter()
    claims = sum(len(found) for found in read_articles(pairs, report_tools))
    took = time.perf_counter() - began
    words = sum(len(text.split()) for _, text in pairs)
    show(
        "Articles to claims, one core",
        ["articles", "words", "claims", "s", "articles/s", "load s", "peak MB"],
        [[count, words, claims, f"{took:.1f}", f"{count / took:.1f}", f"{loaded:.2f}", peak_mb()]],
    )


if __name__ == "__main__":
    main()
