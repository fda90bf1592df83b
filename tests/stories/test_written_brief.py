"""From two reports to a written brief, its refusal, its proof, and what a retraction does to it. Sentences are invented."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

from store.cheap import capture_of
from trigpoint import cli, store
from trigpoint.model import (
    Anchor,
    Article,
    Attribution,
    Claim,
    Event,
    Member,
    Modality,
    Origin,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    Quote,
    SourceKind,
    record_id,
    whole_days,
)
from trigpoint.store import Case
from trigpoint.workflows import assess, keep, write
from trigpoint.workflows.chain import Chain, Evidence
from trigpoint.workflows.check_printed import check_printed

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
REPORTS = {
    "gazette.txt": "Aircraft struck Al-Safirah on 4 May 2020, residents said.\n",
    "wire.txt": "قالت وكالة سانا إن طائرات قصفت السفيرة في 4 أيار.\n",
    "post.txt": "A depot at Masyaf burnt on 4 May 2020, the Observatory said.\n",
}
SPEAKERS = {
    "gazette.txt": ("residents", SourceKind.WITNESS),
    "wire.txt": ("SANA", SourceKind.AGENCY),
    "post.txt": ("Observatory", SourceKind.MONITOR),
}
Run = Callable[..., tuple[int, str, str]]


def noon() -> datetime:
    return NOON


def place(name: str) -> Place:
    return Place(
        text=name, name=name, lon=37.4, lat=36.0, radius_m=8000, kind=PlaceKind.SITE, method=PlaceMethod.SITES
    )  # fmt: skip


def read(pairs: Sequence[tuple[Article, str]]) -> Iterator[list[Claim]]:
    """One claim per report: its first line."""
    for article, text in pairs:
        line = text.split("\n")[0]
        name, kind = next(SPEAKERS[file] for file, words in REPORTS.items() if words == text)
        yield [
            Claim(
                id=record_id("clm", article.capture), article=article.id,
                quote=Quote(capture=article.capture, start=0, end=len(line), text=line), event_type="airstrike",
                when=whole_days(date(2020, 5, 4), precision=Precision.DAY, anchor=Anchor.TEXT), modality=Modality.REPORTED,
                where=place("Masyaf" if name == "Observatory" else "Al-Safirah"),
                attribution=(Attribution(name=name, kind=kind, cue="said"),), extractor="lines 1",
            )
        ]  # fmt: skip


def fuse(found: Evidence) -> list[Event]:
    """One event per place."""
    groups: dict[str, list[Claim]] = {}
    for claim in sorted(found.claims, key=lambda c: c.id):
        groups.setdefault(claim.where.name if claim.where else "", []).append(claim)
    return [
        Event(
            id=record_id("evt", *(c.id for c in told)), type="airstrike", title=name, when=told[0].when, where=told[0].where,
            members=tuple(Member(id=c.id, why="same place") for c in told),
            origins=tuple(
                Origin(name=c.attribution[0].name, kind=c.attribution[0].kind, members=(c.id,), outlets=("x",)) for c in told
            ),
            probability=0.97 if len(told) > 1 else 0.7, grade="confirmed" if len(told) > 1 else "weak",
        )
        for name, told in groups.items()
    ]  # fmt: skip


CHAIN = Chain(extractor="lines 1", read=read, fuser="places 1", fuse=fuse)


def add(case: Case, *files: str) -> None:
    for file in files:
        capture, content, text, articles = capture_of(REPORTS[file], file)
        named = [
            attrs.evolve(a, outlet=file.removesuffix(".txt").title(), published=date(2020, 5, 5)) for a in articles
        ]
        store.add_capture(case, capture, content, text, named, now=NOON)
    keep.run(case, CHAIN, now=noon)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = keep.init(tmp_path / "case", title="Northern Syria", now=noon)
    add(made, *REPORTS)
    return made


@pytest.fixture
def trigpoint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trigpoint", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def event_at(case: Case, name: str) -> Event:
    return next(e for e in keep.current_events(case) if e.title == name)


def written(case: Case, folder: Path, extra: str = "") -> Path:
    strike, fire = event_at(case, "Al-Safirah"), event_at(case, "Masyaf")
    arabic = next(c for c in keep.current_claims(case) if "سانا" in c.quote.text)
    path = folder / "report.md"
    path.write_text(
        f"---\ntitle: Situation report\nauthor: A. Analyst\n---\n\nAircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@{strike.id}].\n"
        f"The Observatory said a depot at Masyaf (± 8 km) burnt [@{fire.id}].\n\n> {arabic.quote.text} [@{arabic.id}]\n{extra}",
        encoding="utf8",
    )
    return path


def test_a_brief_is_set_kept_and_proved_against_the_archive(case: Case, tmp_path: Path, trigpoint: Run) -> None:
    path = written(case, tmp_path)
    code, out, err = trigpoint("brief", str(path), "--case", "case", "--to", "out")
    assert (code, err) == (0, "")
    assert [Path(line).name for line in out.splitlines()] == ["report.html", "report.pdf", "report.html", "report.pdf"]
    code, out, _ = trigpoint("verify", "out/report.html", "--case", "case")
    assert code == 0
    assert "5 notes, 3 quoted statements: all hold" in out
    assert trigpoint("verify", "--case", "case")[0] == 0
    (product,) = [p for p in store.products(case) if p.path == "products/report.html"]
    assert event_at(case, "Al-Safirah").id in product.basis


def test_the_same_brief_twice_is_the_same_bytes_and_noted_once(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)
    first = write.set_written(case, path, now=noon)
    assert first.html is not None
    assert first.pdf is not None
    before = first.html.read_bytes(), first.pdf.read_bytes()
    head = store.ledger_head(case)
    again = write.set_written(case, path, now=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    assert again.html is not None
    assert again.pdf is not None
    assert (again.html.read_bytes(), again.pdf.read_bytes()) == before
    assert store.ledger_head(case) == head


def test_a_refused_brief_names_file_line_and_reason_and_writes_nothing(
    case: Case, tmp_path: Path, trigpoint: Run
) -> None:
    path = written(case, tmp_path, extra=f"\nMasyaf burnt down [@{event_at(case, 'Masyaf').id}].\nNobody saw it.\n")
    code, out, err = trigpoint("brief", str(path), "--case", "case", "--to", "out")
    assert (code, out) == (1, "")
    assert f"{path}:11: " in err
    assert "stated as fact" in err
    assert f"{path}:12: the sentence cites nothing" in err
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "case" / "products" / "report.html").exists()


@pytest.mark.parametrize(
    ("what", "old", "new", "says"),
    [
        ("a quote", "Aircraft struck Al-Safirah", "Aircraft struck Al-Bab", "the quote does not stand in"),
        ("an offset", 'data-start="0"', 'data-start="1"', "the quote does not stand in"),
        ("a capture's digest", 'data-sha256="', 'data-sha256="0', "the digest printed is not that of"),
        ("a record", 'data-record="evt-', 'data-record="evt-f', "the case holds no evt-f"),
        ("a record's digest", 'data-digest="', 'data-digest="0', "is not what the case holds"),
        ("a sentence", "Aircraft hit", "Nobody hit", "is not what was published"),
        ("a mark", 'href="#note-1"', 'href="#note-99"', "mark 99 points to no note"),
    ],
)
def test_a_tampered_brief_is_caught_on_its_line(
    case: Case, tmp_path: Path, what: str, old: str, new: str, says: str
) -> None:
    made = write.set_written(case, written(case, tmp_path), to=tmp_path / "out", with_pdf=False, now=noon)
    (copy,) = made.copies
    html = copy.read_text(encoding="utf8")
    assert old in html
    line = next(n for n, text in enumerate(html.split("\n"), start=1) if old in text)
    copy.write_text(html.replace(old, new, 1), encoding="utf8", newline="")
    faults = check_printed(case, copy).faults
    assert any(f.startswith(f"{copy}:{line}: ") and says in f for f in faults), (what, faults)


def test_a_tampered_capture_is_caught_by_the_brief_that_quotes_it(case: Case, tmp_path: Path, trigpoint: Run) -> None:
    trigpoint("brief", str(written(case, tmp_path)), "--case", "case", "--to", "out", "--no-pdf")
    capture = next(c for c in store.captures(case) if c.uri == "gazette.txt")
    blob = store.blob_path(case.blobs, capture.sha256)
    blob.chmod(0o644)
    blob.write_bytes(REPORTS["gazette.txt"].replace("Safirah", "Sajarah").encode())
    code, out, _ = trigpoint("verify", "out/report.html", "--case", "case")
    assert code == 1
    assert "the archived bytes of gazette.txt were changed" in out


def test_a_retraction_after_publication_refuses_the_brief(case: Case, tmp_path: Path, trigpoint: Run) -> None:
    path = written(case, tmp_path)
    capture = next(c for c in store.captures(case) if c.uri == "post.txt")
    said = trigpoint("retract", capture.id, "--why", "the paper withdrew it", "--author", "Desk", "--case", "case")
    assert said[0] == 0
    code, _, err = trigpoint("brief", str(path), "--case", "case")
    assert code == 1
    assert "was retracted: the paper withdrew it (Desk, " in err
    assert trigpoint("verify", "--case", "case")[0] == 0
    assert trigpoint("retract", "cap-nothing", "--why", "x", "--author", "y", "--case", "case")[0] == 2


def test_the_next_run_joins_without_what_was_withdrawn(case: Case) -> None:
    old = event_at(case, "Al-Safirah")
    wire = next(c for c in store.captures(case) if c.uri == "wire.txt")
    assess.retract(case, wire.id, why="withdrawn", author="Desk", now=noon)
    assert keep.run(case, CHAIN, now=noon).is_new
    new = event_at(case, "Al-Safirah")
    assert len(new.members) == len(old.members) - 1
    assert [o.name for o in new.origins] == ["residents"]
    assert not keep.run(case, CHAIN, now=noon).is_new


def test_a_new_report_supersedes_the_event_and_the_refusal_names_the_new_id(tmp_path: Path) -> None:
    case = keep.init(tmp_path / "case", now=noon)
    add(case, "gazette.txt", "post.txt")
    old = event_at(case, "Al-Safirah")
    add(case, "wire.txt")
    new = event_at(case, "Al-Safirah")
    assert old.id != new.id
    path = tmp_path / "b.md"
    path.write_text(f"---\ntitle: t\nauthor: a\n---\n\nResidents said so [@{old.id}].\n", encoding="utf8")
    (fault,) = write.check_written(case, path).faults
    assert fault.code == "superseded"
    assert f"{new.id} (1 of 1 members)" in fault.says


@pytest.mark.parametrize(
    "template", ["situation-report", "damage-assessment", "activity-monitor", "sea-route-note", "daily-digest"]
)
def test_a_template_is_filled_and_then_set_without_refusal(
    case: Case, tmp_path: Path, trigpoint: Run, template: str
) -> None:
    code, out, _ = trigpoint(
        "brief", "--template", template, "--case", "case", "--to", "drafts", "--author", "A. Analyst"
    )
    assert code == 0
    path = Path(out.strip())
    assert path.name == f"{template}.md"
    assert trigpoint("brief", str(path), "--check", "--case", "case") == (0, f"{path}: nothing to refuse\n", "")
    code, _, err = trigpoint("brief", "--template", template, "--case", "case", "--to", "drafts")
    assert code == 1
    assert "is there already" in err


def test_an_assessment_is_signed_replaced_compared_and_scored(case: Case, trigpoint: Run) -> None:
    strike = event_at(case, "Al-Safirah").id
    words = ("--author", "A. Analyst", "--basis", strike, "--topic", "damage", "--case", "case")
    code, out, err = trigpoint("assess", "add", "The works are out of use", "--likelihood", "likely", *words)
    assert code == 0
    assert "no alternative is named" in err
    first = out.split()[0]
    assert "Confidence: moderate" in out
    change = (
        "--supersedes",
        first,
        "--reason",
        "residents reported smoke",
        "--alternative",
        "a fire unrelated to the strike",
    )
    code, out, _ = trigpoint(
        "assess", "add", "The works are out of use", "--likelihood", "very likely", *change, *words
    )
    assert code == 0
    second = out.split()[0]
    code, out, _ = trigpoint("assess", "diff", second, "--case", "case")
    assert "residents reported smoke" in out
    assert "very likely" in out
    assert first not in trigpoint("assess", "list", "--case", "case")[1]
    assert first in trigpoint("assess", "list", "--all", "--case", "case")[1]
    note = ("--happened", "yes", "--known", "2999-01-01", "--why", "seen on the ground", "--author", "B")
    assert trigpoint("assess", "outcome", second, *note, "--case", "case")[0] == 0
    code, out, _ = trigpoint("assess", "score", "--json", "--case", "case")
    assert '"author": "A. Analyst", "topic": "damage", "calls": 1, "brier": 0.0156' in out
    assert "signature" in trigpoint("assess", "show", first, "--case", "case")[1]
    assert trigpoint("verify", "--case", "case")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--likelihood", "virtually certain"), "is no word of ICD 203"),
        (("--likelihood", "likely", "--probability", "0.99"), "outside"),
        (("--likelihood", "likely", "--confidence", "total"), "low, moderate or high"),
        (("--likelihood", "likely", "--supersedes", "asm-none"), "no such assessment"),
        (("--likelihood", "likely", "--scale", "mine"), "is not known"),
    ],
)
def test_a_judgement_that_does_not_fit_is_wrong_usage(
    case: Case, trigpoint: Run, arguments: tuple[str, ...], says: str
) -> None:
    basis = event_at(case, "Masyaf").id
    code, out, err = trigpoint(
        "assess", "add", "It burnt", "--author", "A", "--basis", basis, *arguments, "--case", "case"
    )
    assert (code, out) == (2, "")
    assert says in err


def test_a_judgement_rests_on_what_the_case_holds(case: Case, trigpoint: Run) -> None:
    words = ("--likelihood", "likely", "--author", "A", "--case", "case")
    assert trigpoint("assess", "add", "It burnt", "--basis", "evt-none", *words)[0] == 2
    assert trigpoint("assess", "add", "It burnt", *words)[0] == 2  # no basis at all


def test_a_rating_moves_confidence_and_is_kept_apart_from_it(case: Case, trigpoint: Run) -> None:
    strike = event_at(case, "Al-Safirah")
    said = assess.Judgement(statement="s", likelihood="likely", author="A", basis=(strike.id,))
    assert assess.add(case, said, now=noon).assessment.confidence.value == "moderate"
    code, _, _ = trigpoint("rate", "SANA", "E", "--why", "party to the conflict", "--author", "B", "--case", "case")
    assert code == 0
    made = assess.add(case, attrs.evolve(said, statement="t"), now=noon).assessment
    assert made.confidence.value == "low"
    assert any("SANA E" in r for r in made.confidence_reasons)
    assert trigpoint("rate", "SANA", "7", "--why", "x", "--author", "B", "--case", "case")[0] == 2


def test_the_lint_names_file_and_line(tmp_path: Path, trigpoint: Run) -> None:
    (tmp_path / "t.md").write_text("# T\n\nIt is virtually certain.\n", encoding="utf8")
    code, out, _ = trigpoint("lint", "t.md")
    assert code == 1
    assert "t.md:3: “virtually certain” is not a word of ICD 203 (2015); it is a word of IPCC AR5 (99-100 %)" in out
    assert trigpoint("lint", "t.md", "--scale", "ipcc-ar5")[0] == 0
    assert trigpoint("lint", "t.md", "--scale", "nobody")[0] == 2
    assert trigpoint("lint", "none.md")[0] == 1
    (tmp_path / "b.md").write_bytes(b"\xff\xfe\x00 no text")
    code, _, err = trigpoint("lint", "b.md")
    assert code == 1
    assert "is not UTF-8" in err
