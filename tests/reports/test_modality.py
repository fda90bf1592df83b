from __future__ import annotations

import pytest
from spacy.language import Language

from trigpoint.data.voices import load_voices
from trigpoint.evidence.reports.speech.modality import Stance, stance_of
from trigpoint.model import Modality

LEXICON = load_voices()


def stance(nlp: Language, text: str, word: str) -> Stance:
    return stance_of(next(t for t in nlp(text) if t.text == word), Modality.ASSERTED, LEXICON)


@pytest.mark.parametrize(
    ("text", "word", "modality"),
    [
        ("Aircraft bombed the depot.", "bombed", Modality.ASSERTED),
        ("The blast likely destroyed the bunker.", "destroyed", Modality.ASSESSED),
        ("The militia reportedly shelled the village.", "shelled", Modality.REPORTED),
        ("The army allegedly executed the prisoners.", "executed", Modality.ALLEGED),
        ("The factory may have been producing drones.", "producing", Modality.ASSESSED),
        ("The government plans to build a base.", "build", Modality.PLANNED),
        ("The plant will produce 6,000 drones.", "produce", Modality.FORECAST),
        ("The group could attack the port.", "attack", Modality.FORECAST),
        ("The navy appears to have left the port.", "left", Modality.ASSESSED),
        ("No airstrike took place near the hospital.", "airstrike", Modality.DENIED),
        ("Our forces did not shell the school.", "shell", Modality.DENIED),
    ],
)
def test_how_surely_a_happening_is_stated(nlp: Language, text: str, word: str, modality: Modality) -> None:
    assert stance(nlp, text, word).modality is modality


def test_a_negated_happening_is_marked(nlp: Language) -> None:
    assert stance(nlp, "The army did not shell the school.", "shell").negated
    assert not stance(nlp, "The army shelled the school.", "shelled").negated


def test_an_attempt_is_not_a_success(nlp: Language) -> None:
    assert stance(nlp, "The drone tried to hit the bridge.", "hit").attempted
    assert stance(nlp, "The drone unsuccessfully targeted the commander.", "targeted").attempted
