"""The brief in a real browser, opened from disk with no network."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from trigpoint.products.brief import render_html
from trigpoint.products.material import EXERCISE_NOTICE, BriefMaterial

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.mark.parametrize(
    ("case", "width"),
    [(case, width) for case in ("full_case", "hostile_case", "picture_case") for width in (400, 761, 1400)]
    + [("empty_case", 400)],
)
def test_it_opens_from_disk_asks_for_nothing_and_fits(
    browser: object, case: str, width: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    material: BriefMaterial = request.getfixturevalue(case)
    path = tmp_path / "brief.html"
    path.write_text(render_html(material), encoding="utf8", newline="")
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)  # type: ignore[attr-defined]
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert said == []
    assert asked == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    too_wide = (
        "[...document.querySelectorAll('main *')].filter(e => !e.closest('svg') && e.getClientRects().length"
        " && e.getBoundingClientRect().left > -900 && e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert page.evaluate(too_wide) == 0
    context.close()


@pytest.mark.parametrize("case", ["full_case", "picture_case"])
@pytest.mark.parametrize("width", [400, 1400])
def test_words_in_the_drawings_stay_legible(
    browser: object, case: str, width: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = tmp_path / "brief.html"
    path.write_text(render_html(request.getfixturevalue(case)), encoding="utf8")
    page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
    page.goto(path.as_uri())
    sizes = page.evaluate(
        "[...document.querySelectorAll('figure svg text, .sheet svg text')].filter(t => t.getClientRects().length)"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert len(sizes) > 40
    assert min(sizes) >= 8.5
    page.close()


def test_printed_by_the_browser_every_page_says_exercise(
    browser: object, full_case: BriefMaterial, tmp_path: Path
) -> None:
    path = tmp_path / "brief.html"
    path.write_text(render_html(full_case), encoding="utf8")
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(path.as_uri())
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(printed.pages) > 5
    for sheet in printed.pages:
        assert EXERCISE_NOTICE in " ".join(sheet.extract_text().split())
    page.close()
