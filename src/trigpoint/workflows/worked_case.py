"""The worked case that ships with Trigpoint."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model.errors import CaseError
from trigpoint.products.material import EXERCISE_NOTICE
from trigpoint.store import Case
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.intake import Rejected
from trigpoint.workflows.keep import Progress, RunResult, add, init, open_case, run
from trigpoint.workflows.publish import Brief, brief

TITLE = "Syria and its neighbourhood, 2020"


@attrs.frozen(kw_only=True)
class Demo:
    """The demo case, what was read and where the brief is."""

    folder: Path
    articles: int
    result: RunResult
    brief: Brief


def demo(folder: Path, *, with_pdf: bool = True, now: Clock = utc_now, progress: Progress | None = None) -> Demo:
    """Make the demo case in `folder` from the shipped reports, or go on with it where it is.

    1. Take in the shipped reports. 2. Read and join them. 3. Write the brief. No network.
    """
    case = _demo_case(folder, now)
    with as_file(files("trigpoint.data") / "demo" / "reports") as reports:
        taken = list(add(case, [str(reports)], now=now))
    unread = tuple(str(item.error) for item in taken if isinstance(item, Rejected))
    result = run(case, now=now, progress=progress)
    written = brief(case, with_pdf=with_pdf, unread=unread, now=now)
    return Demo(folder=folder, articles=len(store.articles(case)), result=result, brief=written)


def _demo_case(folder: Path, now: Clock) -> Case:
    if (folder / "case.sqlite").is_file():
        case = open_case(folder)
        if store.case_about(case).get("notice") != EXERCISE_NOTICE:
            raise CaseError(f"{folder}: is a case of yours, not the demo; choose another folder with --to")
        return case
    if folder.is_dir() and any(path.name not in ("captures", "products") for path in _visible(folder)):
        raise CaseError(f"{folder}: is not empty; choose another folder with --to")
    return init(folder, title=TITLE, notice=EXERCISE_NOTICE, now=now)


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]
