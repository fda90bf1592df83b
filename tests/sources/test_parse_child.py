from __future__ import annotations

import json
import subprocess
import sys

from hostile.generators import SENTENCE, pdf_of
from trigpoint.sources import parse_child


def run(code: str) -> subprocess.CompletedProcess[bytes]:
    program = f"from trigpoint.sources.parse_child import give_up_rights\n{code}"
    return subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False, timeout=30)


def test_memory_is_bounded() -> None:
    done = run("give_up_rights(300 << 20, 5)\nbytearray(1 << 30)")
    assert b"MemoryError" in done.stderr


def test_time_is_bounded() -> None:
    done = run("give_up_rights(1 << 31, 1)\nwhile True: pass")
    assert done.returncode < 0


def test_the_child_needs_nothing_of_the_project_and_no_environment() -> None:
    header = {"kind": "pdf", "memory_bytes": 1 << 30, "cpu_s": 10, "pages": 10, "chars": 1000}
    done = subprocess.run(
        [sys.executable, "-I", str(parse_child.__file__)],
        input=json.dumps(header).encode() + b"\n" + pdf_of([SENTENCE]),
        capture_output=True,
        check=True,
        env={},
        cwd="/",
    )
    answer = json.loads(done.stdout)
    assert [page.strip() for page in answer["pages"]] == [SENTENCE]
    assert done.stderr == b""


def test_what_the_child_cannot_read_is_an_answer_and_no_crash() -> None:
    header = {"kind": "docx", "memory_bytes": 1 << 30, "cpu_s": 10, "pages": 10, "chars": 1000}
    done = subprocess.run(
        [sys.executable, "-I", str(parse_child.__file__)],
        input=json.dumps(header).encode() + b"\nnonsense",
        capture_output=True,
        check=True,
    )
    assert set(json.loads(done.stdout)) == {"error"}
