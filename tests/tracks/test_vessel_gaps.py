"""Why a vessel vanished: what its own track, the water and the ports say beside its neighbours."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.evidence.tracks.gap_record import Gap
from trigpoint.evidence.tracks.ports import gathered_ports, reachable_ports
from trigpoint.evidence.tracks.vessel_gaps import explain_vessels
from trigpoint.evidence.tracks.vessel_weigh import LOSSES, VesselFacts, weigh
from trigpoint.evidence.tracks.vessel_words import reasons_of
from trigpoint.model.positions import MoverKind, Positions
from trigpoint.sources.sea_ports import read_sea_ports

NM = 1.852 / 111.195  # degrees of latitude

FACTS = VesselFacts(
    hours=3.0, km=40.0, kn=7.2, navigable_km=40.0, kn_before=8.0, kn_after=8.0, fixes=(20, 60, 200), cadence_z=0.1,
    similar=0.0, similar_per_h=0.0, jump_kn=9.0, shore_km=20.0, is_ashore=False, port_km=25.0, port="Harbour",
    log_outage=-4.0, known=6,
    heard=6, silent=0, together=0, heard_km=3.0, silent_km=float("inf"), usual_share=0.95, log_unheard=-6.0,
)  # fmt: skip


def track(fixes: dict[str, list[tuple[float, float, float]]]) -> Positions:
    """name -> (hour, lat, lon)."""
    rows = [(k, *fix) for k, name in enumerate(fixes) for fix in sorted(fixes[name])]
    mover, hour, lat, lon = (np.array(c) for c in zip(*rows, strict=True))
    return Positions(
        kind=MoverKind.VESSEL, names=tuple(fixes), mover=mover.astype(np.int32), time=1.7e9 + 3600.0 * hour,
        lat=lat.astype(float), lon=lon.astype(float), row=np.arange(len(rows)),
    )  # fmt: skip


def sailing(kn: float, hours: np.ndarray, lat: float = 38.0, lon: float = 51.0) -> list[tuple[float, float, float]]:
    """Northward from (lat, lon)."""
    return [(float(h), lat + kn * NM * float(h), lon) for h in hours]


def closed(positions: Positions, name: str) -> Gap:
    return next(gap for gap in explain_vessels(positions) if gap.entity == name and gap.on)


def test_water_that_everybody_crosses_in_silence_is_a_hole_in_coverage() -> None:
    heard = np.concatenate([np.arange(0, 2, 0.1), np.arange(10, 12, 0.1)])
    fleet = {
        f"v{k}": [(h + 3.0 * k, lat, lon) for h, lat, lon in sailing(12, heard, lon=51.0 + 0.01 * k)] for k in range(8)
    }
    gap = closed(track(fleet), "v3")
    assert gap.verdict in LOSSES
    assert dict(gap.probabilities).get("likely_disabled", 0) < 0.3


def test_a_vessel_silent_where_others_are_heard_on_the_same_way_stands_out() -> None:
    every = np.arange(0, 12, 0.1)
    fleet = {f"v{k}": sailing(12, every, lon=51.0 + 0.01 * k) for k in range(6)}
    fleet["own"] = sailing(12, np.concatenate([np.arange(0, 4, 0.1), np.arange(8, 12, 0.1)]), lon=51.025)
    gap = closed(track(fleet), "own")
    assert gap.verdict == "likely_disabled"
    assert gap.implied_speed_kn == pytest.approx(12, rel=0.02)
    assert gap.would_change_if


def test_a_vessel_that_sails_into_a_hole_and_out_again_at_the_same_place_does_not_stand_out() -> None:
    every = np.arange(0, 12, 0.1)
    out_and_back = [(h, 38.0 + 15 * NM * min(h, 10 - h), 51.0) for h in np.arange(0, 10.01, 0.1)]
    fleet = {"own": [fix for fix in out_and_back if fix[1] < 38.5]}  # nothing is heard north of 38.5
    fleet |= {f"v{k}": [(float(h), 38.3, 50.8 + 0.1 * k) for h in every] for k in range(4)}
    inward = closed(track(fleet), "own")
    along = [(float(h), 38.495 + 0.001 * (h % 2), 51.0) for h in every if not 4 < h < 8]
    idle = closed(track(fleet | {"own": along}), "own")
    assert dict(inward.probabilities).get("likely_disabled", 0) < 0.5
    assert dict(idle.probabilities)["likely_disabled"] > dict(inward.probabilities).get("likely_disabled", 0)


def test_neighbours_silent_since_long_before_do_not_make_an_outage() -> None:
    every = np.arange(0, 24, 0.05)
    heard = {f"h{k}": [(float(h), 38.0 + 0.03 * k, 51.03) for h in every] for k in range(4)}
    asleep = {
        f"s{k}": [(float(h), 38.01 + 0.004 * k, 51.0) for h in every if not 2 + 0.3 * k < h < 20 - 0.2 * k]
        for k in range(12)
    }
    own = [(float(h), 38.04, 51.01) for h in every if not 10 < h < 13]
    gap = closed(track({"own": own, **heard, **asleep}), "own")
    assert gap.verdict == "likely_disabled"


def test_a_vessel_not_heard_again_is_weighed_on_its_course_if_it_had_one() -> None:
    every = np.arange(0, 12, 0.1)
    fleet = {f"v{k}": sailing(12, every, lon=51.0 + 0.01 * k) for k in range(6)}
    fleet["own"] = sailing(12, np.arange(0, 5, 0.1), lon=51.025)
    fleet["idle"] = sailing(0.1, np.arange(0, 5, 0.1), lon=51.02)
    found = {gap.entity: gap for gap in explain_vessels(track(fleet)) if gap.on is None}
    assert found["own"].verdict == "likely_disabled"
    assert any("kept its course" in reason for reason in found["own"].reasons)
    assert found["idle"].verdict == "undetermined"
    assert len(found["idle"].reasons) == 1
    assert found["own"].duration_h is None
    assert found["own"].distance_km is None


def test_a_vessel_last_heard_off_a_port_may_have_arrived() -> None:
    facts = attrs.evolve(FACTS, is_open=True, kn_after=float("nan"), log_outage=-6.0)
    assert weigh(facts).name == "likely_disabled"
    assert weigh(attrs.evolve(facts, port_km=3.0)).name == "undetermined"


def test_fixes_off_the_track_put_the_identity_in_doubt() -> None:
    shares = [
        dict(weigh(attrs.evolve(FACTS, doubtful=share)).probabilities).get("identity_or_spoofing", 0)
        for share in (0.0, 0.1, 0.6)
    ]
    assert shares[0] < shares[1] < shares[2]


def test_a_long_silence_at_the_berth_is_no_disappearance() -> None:
    moored = weigh(
        attrs.evolve(FACTS, hours=30.0, km=0.05, navigable_km=0.05, kn=0, kn_before=0, kn_after=0, port_km=1.0)
    )
    assert moored.name == "in_port_or_moored_off"


@given(st.floats(1.0, 100.0), st.floats(1.0, 10.0))
def test_the_longer_at_the_berth_the_likelier_a_lay_up(hours: float, longer: float) -> None:
    still = attrs.evolve(FACTS, km=0.05, navigable_km=0.05, kn=0.0, kn_before=0.0, kn_after=0.0, port_km=1.0)
    shares = [
        dict(weigh(attrs.evolve(still, hours=h)).probabilities)["in_port_or_moored_off"]
        for h in (hours, hours + longer)
    ]
    assert shares[0] <= shares[1] + 1e-12


@given(
    st.floats(-30, 30), st.floats(1, 80), st.floats(0, 300), st.floats(-20, 0), st.floats(0, 1), st.integers(0, 9),
    st.integers(0, 9),
)  # fmt: skip
def test_probabilities_sum_to_one_whatever_is_known(
    log: float, hours: float, km: float, unheard: float, share: float, heard: int, silent: int
) -> None:
    facts = attrs.evolve(
        FACTS, log_outage=log, hours=hours, km=km, navigable_km=km, kn=km / 1.852 / hours, log_unheard=unheard,
        usual_share=share, heard=heard, silent=silent, known=heard + silent,
    )  # fmt: skip
    assert sum(p for _, p in weigh(facts).probabilities) == pytest.approx(1)


@given(st.floats(-8, 8), st.floats(0, 5))
def test_more_evidence_of_an_outage_never_makes_a_switch_off_likelier(log: float, more: float) -> None:
    shares = [
        dict(weigh(attrs.evolve(FACTS, log_outage=x)).probabilities)["likely_disabled"] for x in (log, log + more)
    ]
    assert shares[1] <= shares[0] + 1e-12


def test_ends_that_no_vessel_can_join_put_the_identity_in_doubt() -> None:
    facts = attrs.evolve(FACTS, km=400.0, navigable_km=400.0, kn=72.0)
    assert weigh(facts).name == "identity_or_spoofing"


def test_with_nobody_near_the_verdict_is_open() -> None:
    facts = attrs.evolve(FACTS, known=0, heard=0, log_outage=0.0)
    assert weigh(facts).name == "undetermined"
    assert "nobody else" in reasons_of(facts, ())[0]


def test_silences_as_regular_as_satellite_passes_are_sparse_reporting() -> None:
    facts = attrs.evolve(FACTS, hours=1.5, similar=30.0, similar_per_h=0.4, log_outage=-1.0, log_unheard=-1.0)
    assert weigh(facts).name in LOSSES


def test_one_that_was_hardly_heard_before_and_is_often_silent_is_a_sparse_reporter() -> None:
    facts = attrs.evolve(FACTS, hours=1.8, similar=8.0, similar_per_h=0.13, log_outage=-4.0)
    assert weigh(facts).name == "likely_disabled"
    assert weigh(attrs.evolve(facts, cadence_z=-6.0)).name == "sparse_reporting"


def test_a_port_on_the_way_is_within_reach_and_one_beyond_the_hours_is_not() -> None:
    ports = gathered_ports((("Near", 40.0, 50.1), ("Far", 45.0, 50.0)))
    calls = reachable_ports(ports, (39.5, 50.0), (39.6, 50.0), 12.0, 10.0)
    assert [call.name for call in calls] == ["Near"]
    assert 0 < calls[0].slack_h < 12


def test_the_world_port_index_and_the_sites_of_the_caspian_are_ports() -> None:
    from trigpoint.data.sites import load_sites

    names = {name for name, _, _ in read_sea_ports(load_sites())}
    assert {"Thunder Bay", "Port of Makhachkala"} <= names
