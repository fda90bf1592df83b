from datetime import UTC, date, datetime
from pathlib import Path

from trigpoint.workflows.intake import Intake, Rejected, intakes

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_file_is_shown_as_the_user_named_it_and_a_folder_with_the_names_inside(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "sub/b.txt"):
        (tmp_path / name).write_text("Troops were seen near the depot on Friday.", encoding="utf8")
    shown = [where for where, _ in intakes([str(tmp_path / "a.txt"), str(tmp_path)], now=lambda: NOON)]
    assert shown == [str(tmp_path / "a.txt"), str(tmp_path / "a.txt"), str(tmp_path / "sub" / "b.txt")]


def test_what_the_user_says_goes_before_what_the_item_says(tmp_path: Path) -> None:
    page = '<html><head><title>T</title><meta property="article:published_time" content="2020-05-01"></head><body>'
    page += "<article><p>" + "Troops were seen near the depot by residents of the town. " * 12 + "</p></article>"
    (tmp_path / "a.html").write_text(page + "</body></html>", encoding="utf8")
    ((_, item),) = intakes([str(tmp_path / "a.html")], published=date(2020, 5, 9), outlet="Post", now=lambda: NOON)
    assert isinstance(item, Intake)
    assert {(a.published, a.published_basis, a.outlet) for a in item.articles} == {(date(2020, 5, 9), "given", "Post")}


def test_a_bad_file_is_named_and_the_next_one_is_still_taken(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Troops were seen near the depot.", encoding="utf8")
    found = [item for _, item in intakes([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], now=lambda: NOON)]
    assert [type(item) for item in found] == [Rejected, Intake]
