"""The ground of the last joining on disk: a cache beside the case, never the truth. Without it a run joins everything.

JSON and arrays one after the other in one file, read without pickles: a case folder may come from anybody. What is compared of each
claim stands in a file of lines beside it, written anew by a whole joining and added to by later ones; the arrays name its part that
counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from trigpoint.store import Case, Run

if TYPE_CHECKING:
    import numpy as np

    from trigpoint.fusion.abridged import Abridged
    from trigpoint.fusion.ground import Ground, Learned

_FILE = "joined.arrays"
_SEPARATOR = "\x1f"


@attrs.frozen(kw_only=True, eq=False)
class Kept:
    """The ground, and where each of its rows stands in the file of lines."""

    ground: Ground
    lines: Path
    at: np.ndarray[tuple[int], np.dtype[np.int64]]  # byte offset of the line; it ends where `end` says
    end: np.ndarray[tuple[int], np.dtype[np.int64]]
    whole: int  # claims of the last whole joining

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
    import numpy as np

    from trigpoint.fusion.abridged import line_of
    from trigpoint.fusion.ground import ARRAYS

    folder = case.folder / "tables"
    folder.mkdir(exist_ok=True)
    lines = before.lines if before else folder / f"joined-{run.number}.jsonl"
    start = int(before.end.max(initial=0)) if before else 0
    ends = _write_lines(lines, start, (line_of(one).encode() for one in new))
    at, end = np.array([start, *ends[:-1]][: len(ends)], dtype=np.int64), np.array(ends, dtype=np.int64)
    if before:
        at, end = np.concatenate([before.at, at]), np.concatenate([before.end, end])
    learned = json.dumps(
        _plain(ground)
        | {"run": run.number, "basis": run.basis, "lines": lines.name, "whole": before.whole if before else run.claims},
        ensure_ascii=False,
    )  # fmt: skip
    aside = folder / f"{_FILE}.writing"
    with aside.open("wb") as file:
        np.save(file, np.frombuffer(learned.encode(), dtype=np.uint8))
        for array in (at, end, *(getattr(ground, name) for name in ARRAYS)):
            np.save(file, array)
    aside.replace(folder / _FILE)
    for old in folder.glob("joined-*.jsonl"):
        if old != lines:
            old.unlink(missing_ok=True)


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
        with (folder / _FILE).open("rb") as file:
            learned = json.loads(bytes(np.load(file, allow_pickle=False)))
            if (learned["run"], learned["basis"]) != (run.number, run.basis):
                return None
            at, end, *arrays = (np.load(file, allow_pickle=False) for _ in range(2 + len(ARRAYS)))
        lines = folder / Path(str(learned["lines"])).name
        if {len(a) for a in (at, end, *arrays)} != {len(at)} or lines.stat().st_size < int(end.max(initial=0)):
            return None
        kinds = tuple(frozenset(k) for k in learned["kind_sets"])
        ground = Ground(**dict(zip(ARRAYS, arrays, strict=True)), kind_sets=kinds, learned=_learned(learned))
        return Kept(ground=ground, lines=lines, at=at, end=end, whole=int(learned["whole"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError):
        return None


def _plain(ground: Ground) -> dict[str, Any]:
    known, shares = ground.learned, ground.learned.shares
    return {
        "kind_sets": [sorted(k) for k in ground.kind_sets],
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
