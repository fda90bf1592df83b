"""Articles to claims."""

from trigpoint.evidence.reports.lexicon import EventType, Lexicon
from trigpoint.evidence.reports.read import EXTRACTOR, ReportTools, read_article, read_articles

__all__ = ["EXTRACTOR", "EventType", "Lexicon", "ReportTools", "read_article", "read_articles"]
