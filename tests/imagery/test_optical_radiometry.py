from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagery.optical_scenes import built_pair
from trigpoint.evidence.imagery.optical.radiometry import fit_radiometry


@settings(max_examples=15, deadline=None)
@given(gain=st.floats(0.5, 2.0), offset=st.floats(-40, 40))
def test_gain_and_offset_are_found_although_houses_are_new(gain: float, offset: float) -> None:
    before, after, _ = built_pair(3)
    fit = fit_radiometry(before, (after - offset) / gain)
    assert fit.reason == ""
    assert fit.gain == pytest.approx((gain,) * 3, rel=0.08)
    drift = fit.of((after - offset) / gain) - before
    assert abs(float(np.median(drift))) < 2


def test_the_residual_is_small_on_stable_ground_and_told() -> None:
    before, after, _ = built_pair(4)
    fit = fit_radiometry(before, after)
    assert fit.stable > 0.3
    assert max(fit.residual) < 0.4


def test_unknown_pixels_have_no_say() -> None:
    before, after, _ = built_pair(5)
    spoilt = after.copy()
    spoilt[:, :30] = np.nan
    whole, part = fit_radiometry(before, after), fit_radiometry(before, spoilt)
    assert part.gain == pytest.approx(whole.gain, rel=0.05)


def test_pictures_without_common_ground_are_not_fitted_and_it_is_said_why() -> None:
    before, after, _ = built_pair(6)
    assert "too little" in fit_radiometry(before, np.full_like(after, np.nan)).reason
    assert "one value" in fit_radiometry(before, np.full_like(after, 7)).reason
