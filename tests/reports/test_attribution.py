"""Who says what, on whose word: sentences of the styles newsrooms use."""

from __future__ import annotations

import pytest
from spacy.language import Language

from trigpoint.data.voices import load_voices
from trigpoint.evidence.reports.speech.attribution import find_voices
from trigpoint.evidence.reports.speech.voices import Voices
from trigpoint.model import Modality, SourceKind

LEXICON = load_voices()


def voices_in(nlp: Language, text: str, outlet: str = "") -> Voices:
    return find_voices(nlp(text), LEXICON, outlet=outlet)


def chain(nlp: Language, text: str, about: str, outlet: str = "") -> list[str]:
    start = text.index(about)
    return [a.name for a in voices_in(nlp, text, outlet).chain_at(start, start + len(about))]


@pytest.mark.parametrize(
    ("text", "about", "names"),
    [
        (
            "The governor said that a drone struck the oil depot on Monday.",
            "a drone struck the oil depot",
            ["governor"],
        ),
        ("A drone struck the oil depot, the regional governor said.", "A drone struck", ["regional governor"]),
        (
            "According to the Sudan Doctors Network, 14 people were killed in the market.",
            "14 people were killed",
            ["Sudan Doctors Network"],
        ),
        ("The bridge was hit twice, according to residents.", "The bridge was hit", ["residents"]),
        (
            "The convoy was reported by Yemeni media to have been bombed near Marib.",
            "have been bombed",
            ["Yemeni media"],
        ),
        (
            "Satellite images taken by Planet Labs on Friday show that three hangars were destroyed.",
            "three hangars were destroyed",
            ["Planet Labs"],
        ),
        ("As the assessment shows, the depot was completely destroyed.", "the depot was", ["assessment"]),
        ("It was also reported that two ferries had left the port.", "two ferries had left", ["reports"]),
        (
            "Israel, said Anna Weber, was also using the route to send shells to the front.",
            "using the route to send shells",
            ["Anna Weber"],
        ),
        ("Militants fired rockets at the base, Reuters reported.", "fired rockets", ["Reuters"]),
        ("The ministry accused Ukraine of a strike on the refinery.", "a strike on the refinery", ["ministry"]),
    ],
)
def test_the_speaker_of_a_sentence_is_found(nlp: Language, text: str, about: str, names: list[str]) -> None:
    assert chain(nlp, text, about) == names


def test_the_outlet_is_the_outermost_link(nlp: Language) -> None:
    text = "The port was shelled on Sunday, according to the harbour authority."
    assert chain(nlp, text, "The port was shelled", outlet="Harbour Post") == ["Harbour Post", "harbour authority"]


def test_as_quoted_by_puts_the_carrier_outside_the_speaker(nlp: Language) -> None:
    text = "Foreign minister Ayman Safadi said the crossing was shelled, as quoted by BBC."
    assert chain(nlp, text, "the crossing was shelled") == ["BBC", "Ayman Safadi"]


def test_citing_puts_the_cited_inside(nlp: Language) -> None:
    text = "TASS reported that the depot was hit, citing the defence ministry."
    assert chain(nlp, text, "the depot was hit")[-1] == "defence ministry"


def test_a_surname_is_the_person_named_before(nlp: Language) -> None:
    text = "Spokesman John Kirby said the plant was built.\n\nKirby said that drones were shipped."
    assert chain(nlp, text, "drones were shipped") == ["John Kirby"]


def test_a_quotation_over_three_sentences_is_all_on_one_word(nlp: Language) -> None:
    text = 'Colonel Hassan Idris said: "We hit the camp. Two trucks burned. Nobody was killed there."'
    assert chain(nlp, text, "Two trucks burned") == ["Hassan Idris"]


def test_a_sentence_that_takes_up_the_last_one_stays_on_its_word(nlp: Language) -> None:
    text = "The monitor said that the hangar was hit. A second hangar was damaged."
    [link] = voices_in(nlp, text).chain_at(text.index("A second"), len(text))
    assert link.name == "monitor"
    assert link.carried


def test_a_new_paragraph_does_not_inherit_a_speaker(nlp: Language) -> None:
    text = "The monitor said that the hangar was hit.\n\nThe airport was reopened on Tuesday."
    assert chain(nlp, text, "The airport was reopened") == []


def test_a_denial_does_not_spread_to_the_next_sentence(nlp: Language) -> None:
    text = "Hezbollah denies the allegations. The army fired on a patrol near the fence."
    assert chain(nlp, text, "fired on a patrol") == []


def test_things_do_not_speak(nlp: Language) -> None:
    assert chain(nlp, "The strike showed that the defences were weak.", "the defences were weak") == []


def test_an_assessment_is_held_as_assessed_and_an_accusation_as_alleged(nlp: Language) -> None:
    text = "The institute assesses that the base was abandoned. Kyiv accused Moscow of an attack on the dam."
    voices = voices_in(nlp, text)
    base, dam = text.index("the base was"), text.index("an attack on")
    assert voices.held_at(base, base + 20) is Modality.ASSESSED
    assert voices.held_at(dam, dam + 20) is Modality.ALLEGED


def test_hearsay_turns_a_flat_statement_into_a_report(nlp: Language) -> None:
    text = "Residents said the mill was shelled."
    assert voices_in(nlp, text).held_at(text.index("the mill"), len(text)) is Modality.REPORTED


def test_kinds_of_sources_are_told_apart(nlp: Language) -> None:
    cases = {
        "The Syrian Observatory for Human Rights said the base was hit.": SourceKind.MONITOR,
        "Two residents said the base was hit.": SourceKind.WITNESS,
        "The defence ministry said the base was hit.": SourceKind.OFFICIAL,
        "State television said the base was hit.": SourceKind.MEDIA,
    }
    for text, kind in cases.items():
        [link] = voices_in(nlp, text).chain_at(text.index("the base"), len(text))
        assert link.kind is kind, text


@pytest.mark.parametrize(
    ("text", "about", "name"),
    [
        (
            "The Syrian Observatory for Human Rights said five died. The Observatory said eight missiles hit the base.",
            "eight missiles",
            "Syrian Observatory for Human Rights",
        ),
        (
            "Planet Labs released a picture of a burnt hangar. The company said the hangar was hit on Friday.",
            "the hangar was hit",
            "Planet Labs",
        ),
        (
            "The spokesman of the army, Yahya Saree, said drones hit the port. The spokesman added that two ships burned.",
            "two ships burned",
            "Yahya Saree",
        ),
    ],
)
def test_a_source_taken_up_by_a_description_keeps_its_name(nlp: Language, text: str, about: str, name: str) -> None:
    assert chain(nlp, text, about) == [name]


def test_a_name_keeps_its_hyphens_and_an_office_its_country(nlp: Language) -> None:
    assert chain(nlp, "Health ministry official Amin al-Hashemi said 30 were killed.", "30 were") == ["Amin al-Hashemi"]
    text = "The town was shelled, the prosecutor general of Azerbaijan said on Monday."
    assert chain(nlp, text, "The town was") == ["prosecutor general of Azerbaijan"]


def test_pictures_behind_a_lost_verb_still_have_their_provider(nlp: Language) -> None:
    text = "Two buildings of the plant were hit on Friday, images published by ImageSat International indicate."
    assert chain(nlp, text, "Two buildings") == ["ImageSat International"]


def test_a_tracker_is_the_source_of_what_it_showed(nlp: Language) -> None:
    text = "The freighter then disappeared from Flightradar24 west of the base."
    assert chain(nlp, text, "The freighter") == ["Flightradar24"]


def test_evidence_somebody_works_on_is_cited_inside(nlp: Language) -> None:
    text = (
        "BBC Verify has been monitoring the port by using Planet Labs satellite imagery. Two ferries were seen there."
    )
    assert chain(nlp, text, "Two ferries") == ["BBC Verify", "Planet Labs"]


def test_who_could_not_verify_a_report_does_not_vouch_for_it(nlp: Language) -> None:
    text = "The Herald could not verify the report independently. The bridge was closed."
    assert chain(nlp, text, "The bridge") == []
