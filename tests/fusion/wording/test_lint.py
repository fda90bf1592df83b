"""The lint of estimative language."""

from __future__ import annotations

import pytest

from trigpoint.data.estimative import load_scales, load_words
from trigpoint.fusion.wording.lint import Finding, Line, lint


def found(*sentences: str, declared: str = "") -> list[Finding]:
    lines = [Line(line=n, text=s) for n, s in enumerate(sentences, start=1)]
    return lint(lines, scales=load_scales(), words=load_words(), declared=declared, default="icd203-2015")


def faults(*sentences: str, declared: str = "") -> list[str]:
    return [f.code for f in found(*sentences, declared=declared) if f.is_fault]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is almost certain that the depot burnt.",
        "The depot probably burnt.",
        "There is a remote chance that it burnt.",
        "Troops left remote villages.",
        "In May the march went on.",
        "The minister called it “virtually certain”.",
        'He said: "It\'s highly likely, we have high confidence."',
        "We have high confidence in this judgement.",
        "The likelihood was not told.",
    ],
)
def test_what_is_no_fault(sentence: str) -> None:
    assert faults(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "code", "named"),
    [
        ("It is virtually certain that it burnt.", "foreign-term", "almost certain"),
        ("It is highly likely that it burnt.", "foreign-term", "very likely"),
        ("There is a realistic possibility of more.", "foreign-term", "roughly even chance"),
        ("It is extremely unlikely.", "foreign-term", "almost no chance"),
        ("There is an even chance of it.", "foreign-term", "roughly even chance"),
        ("It is very likely (60 %) that it burnt.", "range", "agree"),
        ("It is likely, at 60 to 90 per cent, that it burnt.", "range", "agree"),
        ("More is not likely.", "negated", "unlikely"),
        ("More is not unlikely.", "negated", "likely"),
        ("It undoubtedly burnt.", "certainty", "almost certain"),
        ("It is likely that it burnt (high confidence).", "likelihood-with-confidence", "sentence of its own"),
    ],
)
def test_a_fault_and_what_to_do_about_it(sentence: str, code: str, named: str) -> None:
    (one,) = [f for f in found(sentence) if f.is_fault]
    assert one.code == code
    assert named in one.remedy


def test_virtually_certain_is_said_to_be_of_the_ipcc() -> None:
    (one,) = found("It is virtually certain.")
    assert "not a word of ICD 203 (2015)" in one.says
    assert "IPCC" in one.says
    assert "95-99 %" in one.remedy


def test_a_text_that_keeps_to_another_scale_is_read_on_it() -> None:
    assert faults("It is virtually certain.", declared="ipcc-ar5") == []
    assert faults("It is virtually certain that A. It is about as likely as not that B.") != []


def test_two_scales_in_one_text() -> None:
    assert faults("There is almost no chance of it.", "It is virtually certain.") == ["two-scales"]
    assert faults("It is likely.", "It is very likely.") == []


def test_words_of_both_rows_are_noted_once() -> None:
    (one,) = found("It is likely.", "It is highly probable.", "It is probable.")
    assert (one.code, one.line, one.is_fault) == ("mixed-rows", 2, False)


def test_doubt_without_a_range_is_a_note() -> None:
    assert [(f.code, f.phrase, f.is_fault) for f in found("It may possibly burn.")] == [
        ("vague", "may", False),
        ("vague", "possibly", False),
    ]


def test_the_longest_reading_counts() -> None:
    assert faults("It is very unlikely (10 %).") == []
    assert faults("It is more likely than not (60 %).", declared="ipcc-ar5") == []
    assert faults("It is about as likely as not.", declared="ipcc-ar5") == []
