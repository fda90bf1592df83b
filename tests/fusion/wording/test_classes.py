"""Classes of words: what happened, to what, with what, with what result."""

from __future__ import annotations

import pytest

from trigpoint.data.word_classes import load_word_classes
from trigpoint.fusion.wording.classes import NO_CLASSES, build_classes
from trigpoint.model.errors import BadVocabulary

CLASSES = load_word_classes()


def found(text: str) -> list[tuple[str, set[str]]]:
    return [(t.words, set(t.classes)) for t in CLASSES.found(text)]


def test_verbs_and_nouns_are_found_in_their_forms() -> None:
    assert [w for w, _ in found("They bombed factories, stabbed guards, fled and seized two dhows.")] == [
        "bombed", "factories", "stabbed", "fled", "seized", "dhows",
    ]  # fmt: skip


def test_the_longest_phrase_counts() -> None:
    assert found("gunners opened fire on a field hospital") == [
        ("opened fire", {"gunfire"}),
        ("field hospital", {"hospital"}),
    ]
    assert found("they came under fire during a hunger strike") == []


@pytest.mark.parametrize(
    ("text", "said", "not_said"),
    [
        ("drones hit a clinic", {"air strike", "attack", "hospital", "drone"}, {"warplane", "killed", "school"}),
        ("howitzers struck homes", {"shelling", "artillery", "home"}, {"air strike", "rocket"}),
        ("a ballistic missile was fired", {"missile", "explosion"}, {"cruise missile", "drone"}),
        ("the tower was levelled", {"destroyed", "damaged"}, {"killed", "burning"}),
        ("استهدفت طائرة مسيرة سيارة إسعاف", {"drone", "ambulance", "vehicle", "air strike"}, {"warplane", "hospital"}),
        ("دمر القصف المدفعي مدرستين", {"destroyed", "artillery", "shelling"}, {"air strike", "hospital"}),
    ],
)
def test_a_class_says_the_wider_ones_as_well(text: str, said: set[str], not_said: set[str]) -> None:
    assert said <= CLASSES.said([text])
    assert not not_said & CLASSES.said([text])


def test_a_move_is_what_the_words_say_before_what_the_type_may_be() -> None:
    assert "departure" in CLASSES.said(["The brigade is on the road."], ["troop_movement"])
    assert "departure" not in CLASSES.said(["The brigade arrived."], ["troop_movement"])


def test_every_wider_class_and_every_event_type_exists() -> None:
    from importlib.resources import files

    import yaml

    types = set(yaml.safe_load((files("trigpoint.data") / "event_types.yaml").read_text(encoding="utf8")))
    assert set(CLASSES.of_type) <= types
    assert {w for wider in CLASSES.bears.values() for w in wider} <= set(CLASSES.kind_of)
    assert CLASSES.loose | CLASSES.moves <= set(CLASSES.kind_of)


def test_a_vocabulary_that_does_not_fit_is_refused() -> None:
    plain = {"event": {}, "outcome": {}, "object": {}, "weapon": {"drone": {"nouns": ["drone"], "bears": ["kite"]}}}
    with pytest.raises(BadVocabulary, match="kite"):
        build_classes(plain | {k: [] for k in ("together", "armed", "unarmed", "loose", "moves", "passed_over")})
    with pytest.raises(BadVocabulary):
        build_classes({"event": {}})
    assert list(NO_CLASSES.found("drones hit")) == []
