"""A written brief as one HTML file without script or request, and as PDF."""

from __future__ import annotations

import json
from typing import Any

import attrs

from trigpoint.products.compile.script import printable
from trigpoint.products.compile.written import WrittenView


def render_written_html(view: WrittenView) -> str:
    """One self-contained page. Equal views give equal text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup, escape

    environment = Environment(
        loader=PackageLoader("trigpoint.products", "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["exact"] = lambda text: Markup(str(escape(text)).replace("\r", "&#13;"))  # noqa: S704 - escaped
    assert environment.loader is not None
    css = environment.loader.get_source(environment, "brief.css")[0]
    return environment.get_template("written.html.j2").render(view=view, css=Markup(css))  # noqa: S704 - our own file


def render_written_pdf(view: WrittenView, stamp: int) -> bytes:
    """The same as PDF; `stamp`: seconds since 1970 that it carries. Equal views give equal bytes with the same fonts."""
    from importlib.resources import files

    import typst

    from trigpoint.products.pdf import _fonts

    data = json.dumps(_plain(view), ensure_ascii=False, sort_keys=True)
    source = (files("trigpoint.products") / "templates" / "written.typ").read_bytes()
    pdf: bytes = typst.compile(source, format="pdf", font_paths=_fonts(), sys_inputs={"brief": data}, timestamp=stamp)
    return pdf


def _plain(view: WrittenView) -> dict[str, Any]:
    plain = attrs.asdict(view)
    for note in plain["notes"]:
        note["quote"] = printable(note["quote"])
    for part in plain["parts"]:
        if part["image"]:
            part["image"] = _framed(part["image"])
    return plain


def _framed(address: str) -> str:
    """A picture inside SVG: typst reads no data addresses, its SVG reader does."""
    import base64
    import struct

    content = base64.b64decode(address.split(",", 1)[1])
    width, height = struct.unpack(">II", content[16:24]) if content[:4] == b"\x89PNG" else _jpeg_size(content)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{address}"/></svg>'
    )


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height from the first frame header."""
    at = 2
    while at + 9 < len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        at += 2 + length
    return 4, 3
