import subprocess
import sys

import pytest

import trigpoint


def test_every_public_name_resolves_and_no_other_does() -> None:
    assert trigpoint.__all__ == sorted(trigpoint.__all__)
    for name in trigpoint.__all__:
        assert getattr(trigpoint, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = trigpoint.nonsense


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, trigpoint; print(*sys.modules)"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"attrs", "spacy", "sqlalchemy", "numpy"} & set(loaded)
