"""The ground of the last joining on disk: a cache beside the case, never the truth. Without it a run joins everything.

A whole joining writes two files: arrays with what was counted over all claims, and a line for each claim with what is compared of
it. A later one adds lines and writes what it changed in the arrays. Read without pickles: a case folder may come from anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from trigpoint.store import Case, Run

if TYPE_CHECKING:
    from trigpoint.fusion.abridged import Abridged
    from trigpoint.fusion.ground import Bytes, Ground, Ints, Learned

_FILE = "joined.step"  # names the files of the whole joining, and says what came since
_SEPARATOR = "\x1f"


@attrs.frozen(kw_only=True, eq=False)
class Kept:
    """The ground, and where each of its rows stands in the file of lines."""

    ground: Ground
    lines: Path
    at: Ints  # byte offset of the line; it ends where `end` says
    end: Ints
    events: Bytes  # of the whole joining: the first rows of the ground
    claims: int  # of the whole joining, those that were left out as retracted among them

    def read(self, rows: Sequence[int]) -> list[Abridged]:
        """The claims of some rows, in their order."""
        from trigpoint.fusion.abridged import from_line

        found = []
        with self.lines.open("rb") as file:
            for row in rows:
                file.seek(int(self.at[row]))
                found.append(from_line(file.read(int(self.end[row] - self.at[row]))))
        return found


def save_ground(case: Case, run: Run, ground: Ground, new: Sequence[Abridged], before: Kept | None = None) -> None:
    """Write aside and rename, so that a program killed here leaves the old one or none. `before`: what `new` is added to."""
    from trigpoint.fusion.abridged import line_of

    folder = case.folder / "tables"
    folder.mkdir(exist_ok=True)
    lines = before.lines if before else folder / f"joined-{run.number}.jsonl"
    start = int(before.end.max(initial=0)) if before else 0
    ends = _write_lines(lines, start, (line_of(one).encode() for one in new))
    at, end = [start, *ends[:-1]][: len(ends)], ends
    header: dict[str, Any] = {"run": run.number, "basis": run.basis, "lines": lines.name}
    if before is None:
        _write_arrays(lines.with_suffix(".arrays"), _plain(ground), (at, end, *_arrays(ground)))
        header |= {"claims": run.claims, "settled": {}}
        _write_arrays(folder / _FILE, header, ())
    else:
        whole = len(before.events)
        moved = (ground.events[:whole] != before.events).nonzero()[0]
        added = ([*before.at[whole:].tolist(), *at], [*before.end[whole:].tolist(), *end])
        header |= {"claims": before.claims, "settled": dict(ground.learned.settled), "kind_sets": _kinds(ground)}
        rows = (moved, ground.events[moved], ground.home[moved], *added, *(a[whole:] for a in _arrays(ground)))
        _write_arrays(folder / _FILE, header, rows)
    for old in folder.glob("joined-*"):
        if old.stem != lines.stem:
            old.unlink(missing_ok=True)


def _arrays(ground: Ground) -> list[Any]:
    from trigpoint.fusion.ground import ARRAYS

    return [getattr(ground, name) for name in ARRAYS]


def _kinds(ground: Ground) -> list[list[str]]:
    return [sorted(k) for k in ground.kind_sets]


def _write_arrays(path: Path, header: Mapping[str, Any], arrays: Iterable[Any]) -> None:
    import numpy as np

    aside = path.with_name(f"{path.name}.writing")
    with aside.open("wb") as file:
        np.save(file, np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), dtype=np.uint8))
        for array in arrays:
            np.save(file, np.asarray(array, dtype=np.int64) if isinstance(array, list) else array)
    aside.replace(path)


def _read_arrays(path: Path) -> tuple[dict[str, Any], list[Any]]:
    """Raises OSError, ValueError or EOFError for a file that is not whole."""
    import numpy as np

    with path.open("rb") as file:
        header = json.loads(bytes(np.load(file, allow_pickle=False)))
        size, arrays = path.stat().st_size, []
        while file.tell() < size:
            arrays.append(np.load(file, allow_pickle=False))
    return header, arrays


def _write_lines(path: Path, start: int, lines: Iterable[bytes]) -> list[int]:
    """From byte `start`, over whatever a killed program left there; where each line ends."""
    ends = []
    with path.open("r+b" if start else "wb") as file:
        file.seek(start)
        for line in lines:
            file.write(line)
            ends.append(file.tell())
        file.truncate()
    return ends


def load_ground(case: Case, run: Run) -> Kept | None:
    """The ground of this run; None when there is none, it is another run's, or it cannot be read."""
    import numpy as np

    from trigpoint.fusion.ground import ARRAYS, Ground

    folder = case.folder / "tables"
    try:
        header, step = _read_arrays(folder / _FILE)
        if (header["run"], header["basis"]) != (run.number, run.basis):
            return None
        lines = folder / Path(str(header["lines"])).name
        learned, (at, end, *arrays) = _read_arrays(lines.with_suffix(".arrays"))
        events = arrays[ARRAYS.index("events")]
        if step:
            moved, new_events, home, *added = step
            at, end, *arrays = (np.concatenate(pair) for pair in zip((at, end, *arrays), added, strict=True))
            arrays[ARRAYS.index("events")][moved], arrays[ARRAYS.index("home")][moved] = new_events, home
        if {len(a) for a in (end, *arrays)} != {len(at)} or lines.stat().st_size < int(end.max(initial=0)):
            return None
        known = _learned(learned | {"settled": learned["settled"] | header["settled"]})
        kinds = tuple(frozenset(k) for k in header.get("kind_sets", learned["kind_sets"]))
        ground = Ground(**dict(zip(ARRAYS, arrays, strict=True)), kind_sets=kinds, learned=known)
        return Kept(ground=ground, lines=lines, at=at, end=end, events=events, claims=int(header["claims"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, IndexError):
        return None


def _plain(ground: Ground) -> dict[str, Any]:
    known, shares = ground.learned, ground.learned.shares
    return {
        "kind_sets": _kinds(ground),
        "killed": {str(k): n for k, n in shares.killed.items()},
        "targets": {_SEPARATOR.join(sorted(k)): n for k, n in shares.targets.items()},
        "parties": dict(shares.parties),
        "roots": dict(shares.roots),
        "totals": list(shares.totals),
        "settled": {k: v for k, v in known.settled.items() if k != v},
        "habits": {outlet: dict(by) for outlet, by in known.habits.items()},
        "written": dict(known.written),
        "base": known.accuracies.base,
        "right": dict(known.accuracies.right),
        "by_topic": [[*key, value] for key, value in known.accuracies.by_topic.items()],
    }


def _learned(plain: Mapping[str, Any]) -> Learned:
    from trigpoint.fusion.comparators import Shares
    from trigpoint.fusion.ground import Learned
    from trigpoint.fusion.probability import Accuracies

    totals = [float(n) for n in plain["totals"]]
    return Learned(
        shares=Shares(
            killed={int(k): int(n) for k, n in plain["killed"].items()},
            targets={frozenset(k.split(_SEPARATOR)): int(n) for k, n in plain["targets"].items()},
            parties={str(k): int(n) for k, n in plain["parties"].items()},
            roots={str(k): int(n) for k, n in plain["roots"].items()},
            totals=(totals[0], totals[1], totals[2], totals[3]),
        ),
        settled={str(k): str(v) for k, v in plain["settled"].items()},
        habits={str(o): {str(k): int(n) for k, n in by.items()} for o, by in plain["habits"].items()},
        written={str(k): int(n) for k, n in plain["written"].items()},
        accuracies=Accuracies(
            base=float(plain["base"]),
            right={str(k): float(v) for k, v in plain["right"].items()},
            by_topic={(str(k), str(t)): float(v) for k, t, v in plain["by_topic"]},
        ),
    )
