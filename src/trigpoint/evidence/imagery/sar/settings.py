"""Numbers of the structure test in one place, each with its origin. `damage-series/3`: raise VERSION when results change."""

from __future__ import annotations

import attrs

METHOD = "sar-structure-steps"
VERSION = "3"


@attrs.frozen(kw_only=True)
class Settings:
    """How a structure is judged. Lengths in metres become pixels by the grid's spacing."""

    least_before: int = 3  # looks of one orbit that must show the structure, as PWTT asks (Ballinger 2025)
    least_after: int = 2
    least_cover: float = 0.5  # share of the footprint those looks must see
    resolution_m: float = 8.5  # standard deviation of the point spread; Sentinel-1 IW GRD resolves 20 x 22 m (-3 dB)
    least_share: float = 0.12  # blurred cover from which a pixel tells of the structure
    most_elements: int = 40  # pixels (or groups of pixels of a large structure) compared at once
    modes: int = 8  # independent directions kept of a structure's change
    step_db: float = 3.0  # prior standard deviation of a damaged structure's mean change, co-polarised
    cross_share: float = 0.8  # of it in further polarisations
    band_db: float = 1.3  # what each polarisation's change differs from the share of its orbit's
    texture_db: float = (
        1.0  # prior standard deviation of the change of single pixels: the interference pattern is redrawn
    )
    neighbour_ratio: float = 4.0  # a neighbour's change over the noise variance; its direction tells little here
    season_cell_px: int = 8
    season_db: float = 0.5  # prior amplitude where the looks before do not span half a year
    fit_pixels: int = 20_000  # from which a look's offsets are estimated
    passing_share: float = 0.05  # prior share of structures with a vehicle or other passing object
    building_share: float = 0.03  # prior share under construction
    damage_share: float = 0.1  # first guess; then from the scene itself
    told_slope: float = (
        0.96  # of the log Bayes factor, by maximum likelihood on simulated towns (bench/damage_calibration)
    )
    told_offset: float = -0.67  # where a usual step would show with six times the noise's variance
    told_per_clear: float = -0.45  # and per natural logarithm of that ratio over six: what tells little misleads less
    unknown_share: float = 0.004  # of unchanged structures that look like anything, for reasons no story knows
    bracket_mass: float = 0.72  # posterior mass a date bracket must reach; whole gaps hold more: nine in ten are right
    permutations: int = 999
    seed: int = 20_240_108  # of the permutations
    disc_step_m: float = 50.0  # radii of discs that can have been hit together: so much, twice, ...
    discs: int = 4


DEFAULT = Settings()
