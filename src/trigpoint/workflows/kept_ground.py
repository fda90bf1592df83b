"""The ground of the last joining on disk: a cache beside the case, never the truth. Without it a run joins everything.

Arrays and JSON in one `.npz`, read without pickles: a case folder may come from anybody.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trigpoint.store import Case, Run

if TYPE_CHECKING:
    from trigpoint.fusion.ground import Ground, Learned

_FILE = "joined.npz"
_SEPARATOR = "\x1f"


def save_ground(case: Case, run: Run, ground: Ground) -> None:
    """Write aside and rename, so that a program killed here leaves the old one or none."""
    import numpy as np

    from trigpoint.fusion.ground import ARRAYS

    path = _path(case)
    path.parent.mkdir(exist_ok=True)
    aside = path.with_suffix(".writing")
    learned = json.dumps(_plain(ground) | {"run": run.number, "basis": run.basis}, ensure_ascii=False)
    arrays = {name: getattr(ground, name) for name in ARRAYS}
    with aside.open("wb") as file:
        np.savez(file, learned=np.frombuffer(learned.encode(), dtype=np.uint8), **arrays)
    aside.replace(path)


def load_ground(case: Case, run: Run) -> Ground | None:
    """The ground of this run; None when there is none, it is another run's, or it cannot be read."""
    import numpy as np

    from trigpoint.fusion.ground import ARRAYS, Ground

    try:
        with _path(case).open("rb") as file, np.load(file, allow_pickle=False) as held:
            learned = json.loads(bytes(held["learned"]))
            if (learned["run"], learned["basis"]) != (run.number, run.basis):
                return None
            kinds = tuple(frozenset(k) for k in learned["kind_sets"])
            return Ground(**{n: held[n] for n in ARRAYS}, kind_sets=kinds, learned=_learned(learned))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
        return None


def _path(case: Case) -> Path:
    return case.folder / "tables" / _FILE


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
        accuracies=Accuracies(
            base=float(plain["base"]),
            right={str(k): float(v) for k, v in plain["right"].items()},
            by_topic={(str(k), str(t)): float(v) for k, t, v in plain["by_topic"]},
        ),
    )
