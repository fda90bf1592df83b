"""The command line: exit codes, one sentence per problem, lines that are JSON, and nothing that steers a terminal."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.cheap import CHEAP, capture_of, claim_of
from trigpoint import cli
from trigpoint.cli.show import harmless
from trigpoint.model import Place
from trigpoint.model.errors import UnreadableFile
from trigpoint.workflows import chain, engines
from trigpoint.workflows.intake import Rejected

COMMANDS = [
    *("activity", "add", "align", "assess", "brief", "change", "check", "claims", "count", "damage", "dark"),
    *("dates", "decisions", "demo", "events", "export", "fuse", "gaps", "hypotheses", "init", "lint"),
    *("locate", "merge", "observations", "patterns", "prepare", "rate", "read", "resolve", "retract"),
    *("run", "scenes", "sites", "split", "tally", "tracks", "trends", "undo", "verify", "visits", "voyages", "watch"),
]  # fmt: skip
NEWS = "Airstrike near the river. Troops at the depot."
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def trigpoint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command line in this process: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chain, "report_chain", lambda **_: CHEAP)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trigpoint", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def case(trigpoint: Run, tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf8")
    assert trigpoint("init", "case")[0] == 0
    assert trigpoint("add", "a.txt", "--case", "case")[0] == 0
    return tmp_path / "case"


def jsons(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def one_sentence(err: str, *named: str) -> None:
    (line,) = err.splitlines()
    assert line.startswith("trigpoint: ")
    for name in named:
        assert name in line


def test_every_command_is_listed(trigpoint: Run) -> None:
    code, out, _ = trigpoint("--help")
    assert code == 0
    assert all(f" {name} " in out for name in COMMANDS)


def test_the_version_is_that_of_the_package(trigpoint: Run) -> None:
    assert trigpoint("--version")[:2] == (0, f"trigpoint {version('trigpoint')}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_each_of_its_options_has_help(trigpoint: Run, name: str) -> None:
    import typer.main

    root: Any = typer.main.get_command(cli.app)
    command = root.commands[name]
    for words, one in [((name,), command), *(((name, n), c) for n, c in getattr(command, "commands", {}).items())]:
        assert one.help.strip().endswith(".")
        assert [p.name for p in one.params if not p.help] == []
        assert trigpoint(*words, "--help")[0] == 0


def test_no_command_is_missing_from_these_tests() -> None:
    import typer.main

    root: Any = typer.main.get_command(cli.app)
    assert sorted(root.commands) == COMMANDS


def test_the_page_about_the_command_line_is_current() -> None:
    root = Path(__file__).resolve().parents[2]
    script = [sys.executable, str(root / "scripts" / "make_cli_docs.py"), "--check"]
    assert subprocess.run(script, check=False).returncode == 0, "run scripts/make_cli_docs.py"


def test_help_loads_no_heavy_module() -> None:
    code = "import sys; sys.argv = ['trigpoint', '--help']\nfrom trigpoint.cli import main\ntry: main()\nfinally: "
    code += "print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    heavy = {
        "spacy",
        "sqlalchemy",
        "numpy",
        "shapely",
        "lxml",
        "jinja2",
        "httpx",
        "rasterio",
        "numba",
        "duckdb",
        "pyarrow",
    }
    assert not heavy & set(done.stderr.split())


def test_a_case_is_made_filled_run_looked_into_and_verified(trigpoint: Run, case: Path) -> None:
    code, out, err = trigpoint("run", "--case", "case", "--json")
    assert (code, err) == (0, "")
    assert jsons(out) == [{"run": 1, "new": True, "articles_read": 1, "claims": 5, "events": 5}]
    claims = jsons(trigpoint("claims", "--case", "case", "--json")[1])
    assert [c["quote"] for c in claims] == ["Airstrike", "near", "river.", "Troops", "depot."]
    assert {NEWS[c["start"] : c["end"]] == c["quote"] and c["file"] for c in claims} == {"a.txt"}
    events = jsons(trigpoint("events", "--case", "case", "--json")[1])
    assert {m["claim"] for e in events for m in e["members"]} == {c["id"] for c in claims}
    code, out, _ = trigpoint("verify", "--case", "case", "--json")
    assert code == 0
    assert jsons(out)[-1]["faults"] == 0


def test_tables_are_shown_without_json(trigpoint: Run, case: Path) -> None:
    trigpoint("run", "--case", "case")
    assert "Airstrike" in trigpoint("claims", "--case", "case")[1]
    assert "airstrike" in trigpoint("events", "--case", "case")[1]


def test_before_the_first_run_there_is_nothing_and_that_is_said(trigpoint: Run, case: Path) -> None:
    assert trigpoint("claims", "--case", "case")[:2] == (
        0,
        "no claims; take reports in with `trigpoint add`, then `trigpoint run`\n",
    )
    assert trigpoint("events", "--case", "case", "--json")[:2] == (0, "")
    code, _, err = trigpoint("brief", "--case", "case")
    assert code == 1
    one_sentence(err, "case", "trigpoint run")


def test_adding_twice_changes_nothing(trigpoint: Run, case: Path) -> None:
    before = trigpoint("verify", "--case", "case")[1]
    code, out, _ = trigpoint("add", "a.txt", "--case", "case", "--json")
    assert code == 0
    assert [line["new"] for line in jsons(out)] == [False]
    assert trigpoint("verify", "--case", "case")[1] == before


def test_a_bad_file_is_named_and_the_rest_is_taken(trigpoint: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text("Shelling at dawn.", encoding="utf8")
    code, out, err = trigpoint("add", "binary.txt", "empty.txt", "missing.txt", "good.txt", "--case", "case")
    assert code == 1
    assert "1 taken in, 1 of them new" in out
    *told, last = err.splitlines()
    assert [next(n for n in ("binary", "empty", "missing") if n in line) for line in told] == [
        "binary",
        "empty",
        "missing",
    ]
    assert last == "trigpoint: 3 of 4 items could not be used"


def test_a_tampered_case_ends_with_exit_code_1_and_names_the_file(trigpoint: Run, case: Path) -> None:
    (path,) = (p for p in (case / "captures").rglob("*") if p.is_file())
    path.chmod(0o644)
    path.write_bytes(b"other")
    code, out, _ = trigpoint("verify", "--case", "case")
    assert code == 1
    assert path.name in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run"], "trigpoint init"),
        (["verify", "--case", "nowhere"], "nowhere"),
        (["init", "a.txt"], "a.txt"),
        (["init", "case"], "case"),
        (["fuse", "missing.jsonl"], "missing.jsonl"),
        (["fuse", "case"], "case"),
        (["claims", "--case", "a.txt"], "a.txt"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_1(
    trigpoint: Run, case: Path, arguments: list[str], named: str
) -> None:
    code, out, err = trigpoint(*arguments)
    assert (code, out) == (1, "")
    one_sentence(err, named)


@pytest.mark.parametrize("day", ["yesterday", "2020-13-01", "04/05/2020", "2020"])
@pytest.mark.parametrize("command", ["read", "dates", "add"])
def test_a_date_of_publication_that_is_none_is_wrong_usage(trigpoint: Run, case: Path, command: str, day: str) -> None:
    code, _, err = trigpoint(command, "a.txt", "--published", day)
    assert code == 2
    one_sentence(err, day, "2020-05-04")


@pytest.mark.parametrize("arguments", [["nonsense"], ["read"], ["verify", "--nonsense"], ["fuse", "a", "b"]])
def test_wrong_usage_has_exit_code_2(trigpoint: Run, arguments: list[str]) -> None:
    code, _, err = trigpoint(*arguments)
    assert code == 2
    assert "Traceback" not in err


def fake_read(targets: list[str], **_: Any) -> Any:
    text, articles = capture_of(NEWS)[2:]
    yield engines.FoundClaim(file=targets[0], claim=claim_of(articles[0], 0, 9, text))
    yield Rejected(where="b.txt", error=UnreadableFile("b.txt", "is empty"))
    yield engines.FoundClaim(file=targets[0], claim=claim_of(articles[0], 26, 32, text))


def test_findings_go_to_standard_output_and_rejections_to_standard_error(
    trigpoint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "read", fake_read)
    code, out, err = trigpoint("read", "a.txt", "b.txt", "--json")
    assert code == 1
    assert [line["quote"] for line in jsons(out)] == ["Airstrike", "Troops"]
    assert err.splitlines() == ["trigpoint: b.txt: is empty", "trigpoint: 1 item could not be used"]


def test_text_of_a_document_cannot_steer_the_terminal(trigpoint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "\x1b[31mred\x1b]0;title\x07 [bold]markup[/bold] \u202eesrever \u200bzero \x9b2J"

    def found(*_: Any, **__: Any) -> Any:
        place = Place(text=hostile, reason=hostile)
        yield engines.FoundPlace(file=hostile, start=0, end=3, place=place)
        yield Rejected(where=hostile, error=UnreadableFile(hostile, "is empty"))

    monkeypatch.setattr(engines, "locate", found)
    _, out, err = trigpoint("locate", "a.txt")
    assert not {c for c in out + err if unicodedata.category(c) in ("Cc", "Cf")} - {"\n"}
    assert "[bold]markup[/bold]" in out


@given(st.text())
def test_harmless_text_has_no_control_or_hidden_characters(text: str) -> None:
    assert not {c for c in harmless(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs")}
    assert harmless(harmless(text)) == harmless(text)


def test_ctrl_c_is_no_traceback(trigpoint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(engines, "read", interrupted)
    code, _, err = trigpoint("read", "a.txt")
    assert code in (1, 130)
    assert "Traceback" not in err


def test_a_full_disk_or_a_missing_permission_is_one_sentence(trigpoint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied", "brief.html")

    monkeypatch.setattr(engines, "read", refused)
    code, _, err = trigpoint("read", "a.txt")
    assert code == 1
    one_sentence(err, "brief.html", "Permission denied")


def test_a_reader_that_has_read_enough_is_no_traceback() -> None:
    command = f"{sys.executable} -c 'from trigpoint.cli import main; main()' sites --json | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert len(jsons(done.stdout)) == 1
    assert done.stderr == ""


def test_a_terminal_of_another_character_set_gets_utf8(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from trigpoint.cli import main; main()", "sites", "tiyas", "--json"]
    done = subprocess.run(command, capture_output=True, check=True, env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert json.loads(done.stdout.decode("utf8"))["id"].startswith("site:")


def test_sites_are_found_by_alias_and_country(trigpoint: Run) -> None:
    assert "Tiyas" in trigpoint("sites", "t-4", "--country", "sy")[1]
    assert trigpoint("sites", "no such site anywhere")[1] == "no site is named so\n"


def test_times_in_the_ledger_are_utc(case: Path) -> None:
    from trigpoint.store.case import open_case, reading
    from trigpoint.store.ledger import entries

    with reading(open_case(case, actor="test 0")) as connection:
        times = [datetime.fromisoformat(entry.time) for entry in entries(connection)]
    assert all(time.tzinfo == UTC for time in times)
    assert times == sorted(times)


OFFICES = "office,holder,from,to,source\nDefence Minister of Moldova,Ada Vale,2015,2019,gazette 12\n"
SAID = "CHISINAU, May 6, 2020\n\nMoldovan Defence Minister Ada Vale said on 4 May 2020 that a depot burnt.\n"


def test_an_office_given_after_its_time_is_shown_with_sentence_and_row(trigpoint: Run, tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text(SAID, encoding="utf8")
    (tmp_path / "offices.csv").write_text(OFFICES, encoding="utf8")
    code, out, _ = trigpoint("check", "said.txt", "--offices", "offices.csv", "--json")
    assert code == 1
    (found,) = jsons(out)
    assert found["kind"] == "office"
    assert "row 2, gazette 12" in found["why"]
    assert found["quotes"] == ["Moldovan Defence Minister Ada Vale said on 4 May 2020 that a depot burnt."]
    assert trigpoint("check", "said.txt")[0] == 0, "without a table nothing is asked"


def test_one_sum_is_asked_about_once_by_its_claim_or_by_its_sentence(trigpoint: Run, tmp_path: Path) -> None:
    (tmp_path / "sums.txt").write_text(
        "On 2 March 2021 shelling of Homs damaged 46 houses: 30 houses on the hill and 13 houses by the river.\n\n"
        "An air strike on Homs on 3 March 2021 killed 14 people: eight men, three women and two children.\n"
    )
    code, out, _ = trigpoint("check", "sums.txt", "--json")
    assert code == 1
    told = [json.loads(line)["why"] for line in out.splitlines()]
    assert [why.split(" is ")[1][:2] for why in told] == ["43", "13"]


def test_a_cases_own_table_of_offices_is_used(trigpoint: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text(SAID, encoding="utf8")
    assert trigpoint("add", "said.txt", "--case", "case")[0] == 0
    assert trigpoint("run", "--case", "case")[0] == 0
    assert trigpoint("check", "--case", "case")[0] == 0
    (case / "offices.csv").write_text(OFFICES, encoding="utf8")
    code, out, _ = trigpoint("check", "--case", "case")
    assert code == 1
    assert "said.txt" in out
    assert "“Moldovan Defence Minister Ada Vale said" in out
    (case / "offices.csv").write_text("office,holder\n", encoding="utf8")
    code, _, err = trigpoint("check", "--case", "case")
    assert code == 1
    one_sentence(err, "offices.csv", "from, to", "begin the file with")
