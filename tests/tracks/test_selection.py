"""Which movers are meant, and that private craft are left out unless somebody asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.data.aircraft_types import load_operators, load_type_groups, private_types
from trigpoint.evidence.tracks.selection import KnownCraft, Selection, select
from trigpoint.model.positions import Mover, MoverKind

AIR = MoverKind.AIRCRAFT
KNOWN = KnownCraft(private_types=private_types(), operators=load_operators())
FLEET = {
    m.id: m
    for m in (
        Mover(id="151111", kind=AIR, type="A124", registration="RA-82011", callsign="RFF7066", operator="Russian Air Force"),
        Mover(id="152222", kind=AIR, type="IL76", registration="RA-76666", callsign="VDA1234"),
        Mover(id="733333", kind=AIR, type="IL76", registration="EP-PCB", callsign="IRM110"),
        Mover(id="a44444", kind=AIR, type="GLF6", registration="N628TS", callsign="N628TS"),
        Mover(id="455555", kind=AIR, type="GLEX", registration="9H-VTA", callsign="VJT123"),
        Mover(id="abcdef", kind=AIR, type="C172", registration="N12345", callsign=""),
        Mover(id="3f0000", kind=AIR, type="GLF5", registration="14+01", callsign="", military=True),
        Mover(id="777777", kind=AIR),
    )
}  # fmt: skip


def chosen(**asked: object) -> set[str]:
    return set(select(AIR, FLEET, FLEET, Selection(**asked), KNOWN).names)  # type: ignore[arg-type]


def test_light_aircraft_and_business_jets_under_their_own_registration_are_left_out_and_counted() -> None:
    found = select(AIR, FLEET, FLEET, Selection(), KNOWN)
    assert {"a44444", "abcdef"} == set(FLEET) - found.names
    assert [count for _, count in found.left_out] == [2]


def test_an_airline_callsign_and_a_military_jet_are_not_private() -> None:
    assert {"455555", "3f0000"} <= chosen()


def test_asking_for_private_craft_brings_them() -> None:
    assert chosen(include_private=True) == set(FLEET)
    assert chosen(registrations=("N628TS",)) == {"a44444"}
    assert chosen(types=("GLF6",)) == {"a44444"}


def test_a_type_is_asked_first_and_the_unknown_do_not_fit() -> None:
    found = select(AIR, FLEET, FLEET, Selection(types=("il76", "A124")), KNOWN)
    assert found.names == {"151111", "152222", "733333"}
    assert ("whose type the file does not tell", 1) in found.left_out


def test_a_registration_is_a_beginning_and_hyphens_do_not_matter() -> None:
    assert chosen(types=("IL76",), registrations=("EP",)) == {"733333"}
    assert chosen(registrations=("RA-7", "151111")) == {"152222", "151111"}


def test_an_operator_is_known_by_name_and_by_the_beginning_of_its_callsigns() -> None:
    assert chosen(operators=("Mahan",)) == {"733333"}
    assert chosen(operators=("VDA",)) == {"152222"}
    assert chosen(operators=("russian air",)) == {"151111"}


def test_yachts_are_left_out_by_number_and_by_word() -> None:
    fleet = {
        str(211000000 + k): Mover(id=str(211000000 + k), kind=MoverKind.VESSEL, type=kind)
        for k, kind in enumerate(("37", "36.0", "Pleasure Craft", "70", "Cargo", ""))
    }
    found = select(MoverKind.VESSEL, fleet, fleet, Selection(), KNOWN)
    assert {fleet[name].type for name in found.names} == {"70", "Cargo", ""}


@given(st.lists(st.sampled_from(sorted(FLEET)), unique=True), st.sampled_from([(), ("IL76",), ("C172",)]))
def test_everybody_is_either_meant_or_counted_as_left_out(names: list[str], types: tuple[str, ...]) -> None:
    found = select(AIR, names, FLEET, Selection(types=types), KNOWN)
    assert len(found.names) + sum(count for _, count in found.left_out) == len(names)


def test_designators_are_spelt_as_icao_spells_them() -> None:
    assert all(name == name.upper() and 2 <= len(name) <= 4 for name in load_type_groups())
    assert {"A124", "IL76", "IL62", "AN12", "T154"} <= set(load_type_groups())
    assert not {"A124", "B738"} & private_types()
