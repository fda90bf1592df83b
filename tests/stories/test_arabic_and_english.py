"""One happening told in two languages is one event; one monitor quoted in both is one origin."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from trigpoint.cli import app
from trigpoint.workflows import keep

ENGLISH = """Harbour Gazette
2 March 2024

Seven fighters died in an Israeli airstrike near Albukamal on Friday, 1 March 2024, the Syrian Observatory for Human Rights said.
"""
ARABIC = """صحيفة المرصاد
2 آذار/مارس 2024

قُتل سبعة مقاتلين في غارة إسرائيلية قرب مدينة البوكمال شرق سوريا يوم الجمعة 1 آذار 2024، بحسب المرصد السوري لحقوق الإنسان.
"""


def test_an_arabic_and_an_english_article_join_one_event_with_one_origin(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    for name, text in (("english", ENGLISH), ("arabic", ARABIC)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    run = CliRunner()
    reports = [str(tmp_path / f"{name}.txt") for name in ("english", "arabic")]
    for words in (["init", str(folder)], ["add", *reports, "--case", str(folder)], ["run", "--case", str(folder)]):
        done = run.invoke(app, words)
        assert done.exit_code == 0, done.output
    case = keep.open_case(folder)
    claims = {c.id: c for c in keep.current_claims(case)}
    strikes = [e for e in keep.current_events(case) if e.type == "airstrike"]
    assert len(strikes) == 1
    quotes = {claims[m.id].quote.text[0] for m in strikes[0].members if m.id in claims}
    assert quotes == {"S", "ق"}  # each in its own words
    assert [o.name for o in strikes[0].origins] == ["Syrian Observatory for Human Rights"]
    done = run.invoke(app, ["brief", "--case", str(folder), "--to", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")
    assert "غارة إسرائيلية" in page
    assert "Read as: airstrike; Albukamal; 2024-03-01; killed: 7 fighters; by Israel" in page
