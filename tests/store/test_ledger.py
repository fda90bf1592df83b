import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.store.ledger import START, Entry, Head, broken_links, entry_hash

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)


def chain_of(changes: list[tuple[str, str, str]]) -> list[Entry]:
    made: list[Entry] = []
    for action, subject, payload in changes:
        fields = (len(made) + 1, "2026-01-01T12:00:00+00:00", "test 0", action, subject, payload)
        previous = made[-1].hash if made else START
        made.append(_entry(fields, previous))
    return made


def _entry(fields: tuple[int, str, str, str, str, str], previous: str) -> Entry:
    sequence, time, actor, action, subject, payload = fields
    return Entry(
        sequence=sequence, time=time, actor=actor, action=action, subject=subject, payload=payload,
        previous=previous, hash=entry_hash(*fields, previous),
    )  # fmt: skip


def head_of(chain: list[Entry]) -> Head:
    return Head(sequence=chain[-1].sequence, hash=chain[-1].hash) if chain else Head(sequence=0, hash=START)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=8))
def test_an_untouched_chain_has_no_fault(changes: list[tuple[str, str, str]]) -> None:
    chain = chain_of(changes)
    assert list(broken_links(iter(chain), head_of(chain))) == []


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=8),
    st.data(),
    st.sampled_from(["time", "actor", "action", "subject", "payload", "previous", "hash"]),
)
def test_any_changed_field_of_any_entry_is_found(
    changes: list[tuple[str, str, str]], data: st.DataObject, field: str
) -> None:
    chain = chain_of(changes)
    at = data.draw(st.integers(0, len(chain) - 1))
    altered = [*chain]
    altered[at] = attrs.evolve(chain[at], **{field: getattr(chain[at], field) + "x"})
    assert list(broken_links(iter(altered), head_of(chain)))


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=2, max_size=8), st.data())
def test_any_missing_entry_is_found(changes: list[tuple[str, str, str]], data: st.DataObject) -> None:
    chain = chain_of(changes)
    at = data.draw(st.integers(0, len(chain) - 1))
    left = chain[:at] + chain[at + 1 :]
    assert list(broken_links(iter(left), head_of(chain)))


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_ledger_cut_off_at_its_end_does_not_match_its_head(kept: int) -> None:
    chain = chain_of([("add", "a", "1"), ("add", "b", "2"), ("add", "c", "3")])
    (fault,) = broken_links(iter(chain[:kept]), head_of(chain))
    assert "recorded entry 3 as its last" in fault
