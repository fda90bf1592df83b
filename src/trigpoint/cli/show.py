"""What a person sees. Text from documents reaches the terminal as text: no markup, no control characters."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from threading import Timer
from typing import TYPE_CHECKING, Any, TypeVar, cast

from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from trigpoint.model import Claim, Event, Place, TimeSpan
    from trigpoint.workflows.intake import Rejected
    from trigpoint.workflows.keep import Progress

T = TypeVar("T")
SLOW_S = 2.0  # a person wonders after this
_ENCODED = json.JSONEncoder(ensure_ascii=False).encode  # made once: a line of a thousand costs as much again
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # controls, bidi and zero-width characters


def line(text: str) -> None:
    """One line on standard output."""
    print(text)


def json_line(plain: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    print(_ENCODED(plain))


def complain(sentence: object) -> None:
    """One sentence on standard error."""
    print(f"trigpoint: {harmless(str(sentence))}", file=sys.stderr)


def warn(sentence: object) -> None:
    """One sentence of doubt on standard error: the work goes on, its result is to be read with care."""
    complain(f"warning: {sentence}")


def harmless(text: str) -> str:
    """Document text without the characters that steer a terminal; breaks become spaces."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _HIDDEN)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """A table, as wide as the terminal; `empty` where there is no row."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in columns:
        drawn.add_column(name, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(harmless(cell)) for cell in row))
    if not drawn.row_count:
        line(empty)
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)  # a file has no width; a narrow one would break words
    console.print(drawn)


def when(span: TimeSpan) -> str:
    """A time for a person: EDTF, and the grain where the interval does not show it."""
    return span.edtf() or "unknown"


def where(place: Place | None) -> str:
    """A place for a person, never without its radius."""
    if place is None:
        return ""
    if place.radius_m is None:
        return f"{place.text} (unresolved: {place.reason})"
    return f"{place.name or place.text} ±{place.radius_m / 1000:.0f} km"


def iso_day(text: str, option: str = "--published") -> date | None:
    """The day a user gave, None for ''. Raises UsageError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: is not a date; write it as 2020-05-04") from None


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A bar on standard error once the work has taken over two seconds; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    task = bars.add_task(what, total=None)
    shown = Timer(SLOW_S, bars.start)
    shown.daemon = True
    shown.start()
    try:
        yield lambda done, total: bars.update(task, completed=done, total=total or None)
    finally:
        shown.cancel()
        bars.stop()


def claims_table(found: Iterable[tuple[str, Claim]], *, empty: str) -> None:
    """Claims for a person: the speakers are the chain, outermost first."""
    rows = (
        (
            claim.event_type,
            when(claim.when),
            where(claim.where),
            "denied" if claim.negated else claim.modality.value,
            " <- ".join(link.name for link in claim.attribution),
            claim.quote.text,
            file,
            claim.id,
        )
        for file, claim in found
    )
    table(("type", "when", "where", "held", "who says", "quote", "file", "id"), rows, empty=empty)


def events_table(found: Iterable[Event], *, empty: str) -> None:
    """Events for a person. Our own measurements are no claims; their origins say so."""
    from trigpoint.products.lines import OBSERVED

    rows = (
        (
            event.type.replace("_", " "),
            when(event.when),
            where(event.where),
            "total" if event.aggregate else event.grade,
            str(sum(not member.id.startswith(OBSERVED) for member in event.members)),
            f"{len(event.origins)}: {', '.join(origin.name for origin in event.origins)}",
            ", ".join(sorted({found.field for found in event.contradictions})),
            event.id,
        )
        for event in found
    )
    table(("event", "when", "where", "grade", "claims", "origins", "contradictions", "id"), rows, empty=empty)


def place_row(file: str, place: Place) -> tuple[str, ...]:
    """A place mention for a person."""
    point = "" if place.lat is None or place.lon is None else f"{place.lat:.3f}, {place.lon:.3f}"
    return place.text, where(place), point, place.kind.value, place.method.value, file


class Rejections:
    """Counts what could not be used, tells each at once, and closes with a sentence and exit code 1."""

    def __init__(self, unit: str = "items") -> None:
        self.unit = unit
        self.count = 0

    def tell(self, item: Rejected) -> None:
        """One sentence on standard error."""
        self.count += 1
        complain(item.error)

    def without(self, found: Iterable[T | Rejected], kind: type[T]) -> Iterator[T]:
        """The findings; what was rejected is told on the way."""
        for item in found:
            if isinstance(item, kind):
                yield item
            else:
                self.tell(cast("Rejected", item))

    def end(self, used: int | None = None) -> None:
        """Raises typer.Exit(1) when something was rejected."""
        if not self.count:
            return
        import typer

        of = "" if used is None else f" of {used + self.count}"
        unit = self.unit if self.count > 1 or of else self.unit[:-1]
        complain(f"{self.count}{of} {unit} could not be used")
        raise typer.Exit(1)
