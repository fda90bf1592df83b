from __future__ import annotations

from spacy.language import Language

from trigpoint.evidence.reports.timing.times import find_times
from trigpoint.evidence.reports.when import headed_by


def test_a_day_that_heads_an_entry_dates_what_stands_in_it(nlp: Language) -> None:
    text = (
        "Two fires\n\nOld Harbour, 2 July 2020. A fire destroyed a hall at the quay.\n\n"
        "New Harbour, 28 January 2023. Drones struck a workshop. One roof was damaged.\n"
    )
    times = find_times(nlp(text), published=None)
    first, second = headed_by(text.index("destroyed"), times), headed_by(text.index("roof"), times)
    assert first is not None
    assert second is not None
    assert (first.edtf(), second.edtf()) == ("2020-07-02", "2023-01-28")
    assert headed_by(text.index("fires"), times) is None
