"""Shared by all tests. The network is blocked (loopback only); warnings are errors."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The measurement data, which never ship with the project."""
    if not SHARED.is_dir():
        pytest.skip("needs the measurement data in ../shared/data")
    return SHARED
