"""Written briefs: check a Markdown file against a case, set it, or write a first draft from a template."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.data.word_classes import load_word_classes
from trigpoint.model import utc_day
from trigpoint.model.errors import CaseError, RefusedInput, UnreadableFile, UsageError
from trigpoint.products.compile.check import check_brief
from trigpoint.products.compile.document import Document, cited_ids
from trigpoint.products.compile.evidence import Archive
from trigpoint.products.compile.refusal import Refusal
from trigpoint.store import Case, Run
from trigpoint.workflows.archive import case_archive
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.products_kept import copy_file, publish_file
from trigpoint.workflows.tools import arabic, gazetteer, link_vocabulary

LARGEST = 2_000_000  # bytes of a written brief


@attrs.frozen(kw_only=True)
class Checked:
    """A written brief beside the case."""

    file: str
    text: str
    document: Document
    archive: Archive
    run: Run
    refusals: tuple[Refusal, ...]

    @property
    def faults(self) -> tuple[Refusal, ...]:
        """What it is refused for; the rest are warnings."""
        return tuple(r for r in self.refusals if r.is_fault)


@attrs.frozen(kw_only=True)
class Written:
    """What was set. No path where the brief was refused."""

    checked: Checked
    html: Path | None = None
    pdf: Path | None = None
    copies: tuple[Path, ...] = ()


def read_written(path: Path) -> str:
    """The file as text. Raises UnreadableFile, RefusedInput."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), f"cannot be read ({error.strerror})") from error
    if len(content) > LARGEST:
        raise RefusedInput(str(path), f"is larger than {LARGEST // 1_000_000} MB", "a brief is a text to be read")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(str(path), f"is not UTF-8 (byte {error.start})", "save it as UTF-8") from error


def last_run(case: Case) -> Run:
    """The run that written briefs build on. Raises CaseError before the first."""
    run = store.latest_run(case)
    if run is None:
        raise CaseError(f"{case.folder}: nothing has been read yet; run `trigpoint run` first")
    return run


def check_written(case: Case, path: Path) -> Checked:
    """Every reason to refuse the file, with its line."""
    text = read_written(path)
    run = last_run(case)
    archive = case_archive(case, run, cited_ids(text))
    document, refusals = check_brief(
        text, archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE,
        vocabulary=link_vocabulary(), gazetteer=gazetteer().gazetteer, arabic=arabic(), classes=load_word_classes(),
    )  # fmt: skip
    return Checked(
        file=str(path), text=text, document=document, archive=archive, run=run, refusals=tuple(refusals)
    )  # fmt: skip


def set_written(
    case: Case, path: Path, *, to: Path | None = None, with_pdf: bool = True, now: Clock = utc_now
) -> Written:
    """Check the file; when nothing is refused, set it into the case's products, with its Markdown, and copy it to `to`.

    The same text and the same records give the same bytes.
    """
    from trigpoint.products.compile.render import render_written_html, render_written_pdf
    from trigpoint.products.compile.written import written_view

    checked = check_written(case, path)
    if checked.faults:
        return Written(checked=checked)
    view = written_view(
        checked.text, checked.document, checked.archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE
    )
    name = product_name(path)
    pages = {f"{name}.md": checked.text.encode(), f"{name}.html": render_written_html(view).encode()}
    if with_pdf:
        pages[f"{name}.pdf"] = render_written_pdf(view, int(checked.archive.material.made.timestamp()))
    basis = list(cited_ids(checked.text))
    paths = {key: publish_file(case, key, content, checked.run, basis, now) for key, content in pages.items()}
    copies = (
        tuple(copy_file(to, key, content) for key, content in pages.items() if not key.endswith(".md")) if to else ()
    )
    return Written(checked=checked, html=paths[f"{name}.html"], pdf=paths.get(f"{name}.pdf"), copies=copies)


def product_name(path: Path) -> str:
    """The file's stem as a plain name; the case's own `brief` stays its own."""
    name = re.sub(r"[^\w.-]+", "-", path.stem).strip(".-") or "written"
    return f"{name}-written" if name == "brief" else name


def write_draft(case: Case, template: str, *, to: Path, day: date | None = None, author: str = "") -> Path:
    """Fill a template from the case. Raises UsageError for an unknown one and CaseError where the file is there already.

    A digest without a day is of the last day on which an article was published.
    """
    from trigpoint.products.drafts.phrases import DraftMaterial
    from trigpoint.products.drafts.templates import TEMPLATES

    if template not in TEMPLATES:
        raise UsageError(f"--template {template}: is not known; use {', '.join(TEMPLATES)}")
    archive = case_archive(case, last_run(case))
    days = [a.published for a in archive.material.articles.values() if a.published]
    chosen = day or max(days, default=None)
    given = {"author": author} if author.strip() else {}
    draft = DraftMaterial(
        material=archive.material,
        scale=load_scales()[DEFAULT_SCALE],
        day=utc_day(chosen) if chosen and template == "daily-digest" else None,
        **given,
    )
    path = to / f"{template}.md"
    if path.exists():
        raise CaseError(f"{path}: is there already and may hold your words; move it or choose another folder with --to")
    store.write_through(path, TEMPLATES[template](draft).encode())
    return path
