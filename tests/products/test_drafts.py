"""Every template, filled from any case, is set without refusal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from products.written_case import written_case
from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.products.compile.check import check_brief
from trigpoint.products.compile.evidence import Archive
from trigpoint.products.drafts.phrases import DraftMaterial
from trigpoint.products.drafts.templates import TEMPLATES
from trigpoint.products.material import BriefMaterial

CASES = ("full_case", "hostile_case", "picture_case", "empty_case", "one_event_case")


def faults(text: str, archive: Archive) -> list[str]:
    _, found = check_brief(text, archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE)
    return [r.sentence("draft.md") for r in found if r.is_fault]


def draft(material: BriefMaterial, template: str) -> str:
    day = datetime(2020, 5, 4, tzinfo=UTC) if template == "daily-digest" else None
    return TEMPLATES[template](DraftMaterial(material=material, scale=load_scales()[DEFAULT_SCALE], day=day))


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("case", CASES)
def test_a_draft_is_not_refused(case: str, template: str, request: pytest.FixtureRequest) -> None:
    material: BriefMaterial = request.getfixturevalue(case)
    assert faults(draft(material, template), Archive(material=material)) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_draft_of_the_written_case_is_not_refused(template: str) -> None:
    case = written_case()
    assert faults(draft(case.archive.material, template), case.archive) == []


def test_a_situation_report_names_every_event_and_its_origins() -> None:
    case = written_case()
    text = draft(case.archive.material, "situation-report")
    for event in case.archive.material.events:
        assert event.id in text
    assert "told by 3 independent origins, Syrian Observatory for Human Rights, SANA and residents" in text
    assert "told by one origin, Syrian Observatory for Human Rights" in text
    assert "## May 2020" in text


def test_a_damage_assessment_says_simulated_and_preliminary() -> None:
    text = draft(written_case().archive.material, "damage-assessment")
    assert "measured in SIMULATED radar pictures" in text
    assert "not validated in the field" in text


def test_a_digest_holds_the_day_and_what_was_printed_on_it() -> None:
    case = written_case()
    text = draft(case.archive.material, "daily-digest")
    assert case.certain in text
    assert case.alone not in text


def test_the_same_case_gives_the_same_draft() -> None:
    assert draft(written_case().archive.material, "situation-report") == draft(
        written_case().archive.material, "situation-report"
    )
