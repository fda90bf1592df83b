"""What is known of a picture beyond its pixels, from the file itself and from what lies beside it.

Who is believed, from first to last, field by field:

1. `NAME.scene.yaml`, which a person wrote for this picture
2. tags of the file itself
3. metadata of the product the file is part of: SAFE manifest, Sentinel-2 or Landsat metadata
4. a STAC item of the same stem, or JSON of xBD's form
5. the file's name

What two of them say differently (when, which orbit, which unit) becomes a flag. A camera's date (EXIF) is never when the
picture was taken. A picture that any of them calls simulated is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs

from trigpoint.model.errors import InputError
from trigpoint.model.found_scene import Facts
from trigpoint.sources.folder import read_bytes
from trigpoint.sources.limits import Limits
from trigpoint.sources.scenes.landsat import landsat_facts, read_mtl
from trigpoint.sources.scenes.names import day_of_name, facts_of_name
from trigpoint.sources.scenes.products import facts_of_product
from trigpoint.sources.scenes.sidecar import facts_of_exif, facts_of_xbd, facts_of_yaml, sidecar_name
from trigpoint.sources.scenes.stac_item import facts_of_stac, read_item
from trigpoint.sources.scenes.tags import facts_of_tags
from trigpoint.sources.text import visible

_SAME_MOMENT = timedelta(seconds=60)  # first line, middle or last line of one picture
_SAME_TAKE = timedelta(minutes=30)  # a Sentinel-2 name has the start of the take, its tile is seen up to 25 min later
_UNTIMED = "when it was taken it does not say"


def scene_facts(path: Path | None, tags: Mapping[str, str], bands: Sequence[str] = ()) -> Facts:
    """Facts of a picture.

    Parameters
    ----------
    path : the picture. None: nothing beside the file is looked at, nor its name.
    tags : metadata of the file itself.
    bands : names the file itself gives its bands; "1", "2" where it gives none.

    Raises UnreadableFile for a `.scene.yaml` that does not fit: a person wrote it and wants to know. Anything else that
    cannot be read becomes a flag.
    """
    own = merged([facts_of_tags(tags, bands), facts_of_exif(tags)])
    if path is None:
        return own
    limits = attrs.evolve(Limits(), file_bytes=Limits().sidecar_bytes)
    written = path.with_name(sidecar_name(path.name))
    told = facts_of_yaml(read_bytes(written, written.name, limits), written.name) if written.is_file() else Facts()
    beside = [_tried(path, read) for read in (facts_of_product, _facts_of_json)]
    found = merged([told, own, *beside, facts_of_name(path.stem)])
    if not told.bands and any(not band.isdecimal() for band in bands):
        found = attrs.evolve(found, bands=())  # the file's own names stand
    day = day_of_name(path.stem)
    if day and found.acquired and found.acquired.date() != day:
        wrong = (
            f"taken {found.acquired.isoformat()} by the {found.acquired_basis}, on {day} by its name: the first is used"
        )
        found = attrs.evolve(found, flags=(*found.flags, wrong))
    return found


def merged(found: Sequence[Facts]) -> Facts:
    """The first to say something is believed; what is said in two ways is flagged."""
    values: dict[str, Any] = {}
    flags: list[str] = []
    for facts in found:
        flags.extend(facts.flags)
        for field in attrs.fields(Facts):
            said = getattr(facts, field.name)
            if field.name != "flags" and said not in (None, "", ()) and field.name not in values:
                values[field.name] = said
        flags.extend(_contradictions(values, facts))
    if any(facts.simulated for facts in found):
        values["simulated"] = True
    if "acquired" in values:
        flags = [flag for flag in flags if _UNTIMED not in flag]
    return Facts(**values, flags=tuple(dict.fromkeys(flags)))


def _contradictions(values: Mapping[str, Any], facts: Facts) -> list[str]:
    told = []
    if facts.acquired is not None:
        apart = abs(facts.acquired - values["acquired"])
        if apart >= (_SAME_TAKE if "file name" in (facts.acquired_basis, values["acquired_basis"]) else _SAME_MOMENT):
            told.append(
                f"taken {values['acquired'].isoformat()} by the {values['acquired_basis']}, "
                f"{facts.acquired.isoformat()} by the {facts.acquired_basis}: the first is used"
            )
    for field, name in (("relative_orbit", "relative orbit"), ("orbit_state", "orbit state"), ("unit", "unit")):
        said, first = getattr(facts, field), values.get(field)
        if said not in (None, "") and said != first:
            told.append(f"{name} {first} and {said} are both stated: the first is used")
    return told


def _tried(path: Path, read: Callable[[Path], Facts]) -> Facts:
    """Facts, or a flag where what lies beside the picture cannot be read."""
    try:
        return read(path)
    except InputError as error:
        return Facts(flags=(f"{visible(error.where.rsplit('/', 1)[-1])} beside it was not read: {error.what}",))


def _facts_of_json(path: Path) -> Facts:
    """`NAME.json`: a STAC item, xBD metadata or Landsat metadata; other JSON says nothing of the picture."""
    beside = path.with_suffix(".json")
    if not beside.is_file() and not beside.is_symlink():
        return Facts()
    content = read_bytes(beside, beside.name, attrs.evolve(Limits(), file_bytes=Limits().sidecar_bytes))
    item = read_item(content, beside.name)
    if item is not None:
        return facts_of_stac(item, path.stem)
    labelled = facts_of_xbd(content, beside.name)
    if labelled is not None:
        return labelled
    return landsat_facts(read_mtl(content, beside.name)) if b"LANDSAT_METADATA_FILE" in content else Facts()
