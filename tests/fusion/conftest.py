"""The shipped vocabulary, loaded once."""

from __future__ import annotations

import pytest

from trigpoint.data.linking import load_link_vocabulary
from trigpoint.fusion import LinkVocabulary


@pytest.fixture(scope="session")
def words() -> LinkVocabulary:
    return load_link_vocabulary()
