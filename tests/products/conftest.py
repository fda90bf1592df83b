"""The cases the briefs of these tests are made of."""

from __future__ import annotations

import pytest

from products import cases, pictures
from trigpoint.products.material import BriefMaterial


@pytest.fixture(scope="session")
def full_case() -> BriefMaterial:
    return cases.write_full_case()


@pytest.fixture(scope="session")
def hostile_case() -> BriefMaterial:
    return cases.write_hostile_case()


@pytest.fixture(scope="session")
def picture_case() -> BriefMaterial:
    return pictures.write_picture_case()


@pytest.fixture(scope="session")
def empty_case() -> BriefMaterial:
    return cases.write_empty_case()


@pytest.fixture(scope="session")
def one_event_case() -> BriefMaterial:
    return cases.write_one_event_case()
