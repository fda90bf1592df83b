"""An analyst weighs hypotheses on the events of a case."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from products.case_writer import HOSTILE
from trigpoint.cli import app
from trigpoint.data.likelihood_steps import load_steps
from trigpoint.fusion.hypotheses import score, what_would_change
from trigpoint.model.errors import BadVocabulary, TrigpointError
from trigpoint.model.hypothesis import Column, Hypothesis, HypothesisMatrix
from trigpoint.products.hypotheses import render_matrix
from trigpoint.sources.matrix_file import read_matrix
from trigpoint.workflows import keep

REPORT = """Harbour Gazette
2 March 2024

An airstrike hit the T4 air base on 1 March 2024, the Syrian Observatory for Human Rights said. Russia denied striking the base.
"""
MATRIX = """
question: Who struck the base?
hypotheses:
  - {id: H1, statement: Israel did}
  - {id: H2, statement: Russia did, prior: 0.5}
evidence:
  - id: EVENT
    likelihoods: {H1: likely, H2: unlikely, deception: unlikely}
    why: The base had been struck so before.
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    for words in (
        ["init", str(folder)],
        ["add", str(tmp_path / "report.txt"), "--case", str(folder)],
        ["run", "--case", str(folder)],
    ):
        assert CliRunner().invoke(app, words).exit_code == 0
    return folder


def test_a_matrix_is_begun_filled_scored_and_published(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "who.yaml"
    run = CliRunner()
    assert run.invoke(app, ["hypotheses", str(file), "--new", 'Who "struck" it?', "--case", str(case)]).exit_code == 0
    event = keep.current_events(keep.open_case(case))[0].id
    assert event in file.read_text(encoding="utf-8")
    file.write_text(MATRIX.replace("EVENT", event), encoding="utf-8")
    done = run.invoke(app, ["hypotheses", str(file), "--case", str(case), "--json", "--page"])
    assert done.exit_code == 0, done.output
    line = json.loads(done.output)
    after = {h["id"]: h["posterior"] for h in line["hypotheses"]}
    weights = {"H1": 0.7, "H2": 0.5 * 0.3, "none": 0.5, "deception": 0.3}
    assert after == pytest.approx({k: w / sum(weights.values()) for k, w in weights.items()}, abs=1e-6)
    page = (case / "products" / "hypotheses.html").read_text(encoding="utf-8")
    assert "Who struck the base?" in page
    assert not keep.verify(keep.open_case(case)).faults


def test_evidence_that_is_not_in_the_case_is_refused_by_number(case: Path, tmp_path: Path) -> None:
    from trigpoint.workflows.hypotheses import judge_hypotheses

    file = tmp_path / "who.yaml"
    file.write_text(MATRIX.replace("EVENT", "evt-0000000000000000"), encoding="utf-8")
    with pytest.raises(BadVocabulary, match=r"who.yaml: evidence 1: 'evt-0+' is not in the case"):
        judge_hypotheses(keep.open_case(case), file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "question"),
        ("question: x", "hypotheses"),
        ("question: x\nhypotheses: [1]", "hypothesis 1"),
        ("question: x\nhypotheses: [{id: H1, statement: y, prior: -1}]", "prior"),
        (
            "question: x\nhypotheses: [{id: H1, statement: y}]\nevidence: [{id: e, likelihoods: {H1: perhaps}}]",
            "seven steps",
        ),
        (
            "question: x\nhypotheses: [{id: H1, statement: y}]\nevidence: [{id: e, likelihoods: {H7: even}}]",
            "no hypothesis here",
        ),
        ("question: [unclosed", "line"),
        ("a: &a [1]\nquestion: *a", "aliases"),
        ("question: !!python/object/apply:os.system [id]", "no YAML"),
        ("question: x\nhypotheses: [{id: H1, statement: y}, {id: H1, statement: z}]", "one id"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TrigpointError, match=words) as caught:
        read_matrix(file, load_steps())
    assert "m.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_hostile_words_in_every_field_of_the_page_stay_words() -> None:
    evil = "".join(HOSTILE)
    rows = (Hypothesis(id="H1", statement=evil), Hypothesis(id=evil, statement=evil), *_fixed())
    cells = {h.id: 0.5 for h in rows} | {"H1": 0.9}
    columns = (Column(evidence=evil, likelihoods=cells, origins=frozenset({evil}), label=evil, why=evil),)
    matrix = HypothesisMatrix(question=evil, hypotheses=rows, columns=columns, author=evil)
    scores = score(matrix)
    page = render_matrix(matrix, scores, what_would_change(scores, load_steps()), notice=evil)
    body = page.split("</style>", 1)[1]
    assert "<script" not in body
    assert "<img" not in body
    assert not re.search(r"<[^>]*\son\w+=", body)


def _fixed() -> tuple[Hypothesis, ...]:
    return (Hypothesis(id="none", statement="None."), Hypothesis(id="deception", statement="Staged."))
