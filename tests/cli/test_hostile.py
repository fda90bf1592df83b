"""A folder with hostile files in it, from the command line: the rest is still processed and nothing is hidden."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from hostile import generators as hostile
from trigpoint import cli

FILES = {
    "binary.txt": hostile.binary_as_text,
    "bidi.txt": hostile.bidi_text,
    "bomb.xml": hostile.feed_bomb,
    "external.xml": hostile.feed_external,
    "link.zip": hostile.zip_link,
    "traversal.zip": hostile.zip_traversal,
    "word.txt": hostile.long_word,
    "zero-width.txt": hostile.zero_width_text,
    "formulas.txt": hostile.formulas,
}
GOOD = "On 4 May 2020, airstrikes hit an army depot near Homs, the Syrian Observatory for Human Rights said.\n"


def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["trigpoint", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_a_hostile_folder_is_taken_in_read_and_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
    (folder / "zz.txt").write_text(GOOD, encoding="utf8")
    (folder / "up.txt").symlink_to("/etc/passwd")
    case = ("--case", str(tmp_path / "case"))
    assert call(capsys, monkeypatch, "init", *case)[0] == 0
    code, out, err = call(capsys, monkeypatch, "add", str(folder), *case, "--json")
    taken = {Path(json.loads(line)["file"]).name for line in out.splitlines()}
    assert code == 1
    assert "zz.txt" in taken
    assert not taken & {"binary.txt", "bomb.xml", "external.xml", "up.txt"}
    for name in {*FILES, "up.txt"} - taken - {"traversal.zip"}:
        assert any(name in line for line in err.splitlines()), name
    assert all(line.startswith("trigpoint: ") for line in err.splitlines())
    assert call(capsys, monkeypatch, "run", *case)[0] == 0
    code, out, _ = call(capsys, monkeypatch, "claims", *case, "--json")
    assert "Syrian Observatory for Human Rights" in out
    assert "root:" not in out
    assert call(capsys, monkeypatch, "verify", *case)[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"in", "case"}
