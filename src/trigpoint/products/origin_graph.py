"""Who an event rests on, as SVG: outlets at the left, who they cite towards the right, origins at the right edge.

A dashed line was found, not said: a text taken over, a link, a shared picture, one owner. A dotted one is presumed: an outlet that
names nobody and says the same. Outlets that differ in nothing are drawn as one box, so that 500 articles stay one page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

import attrs

from trigpoint.model import Event, Origin, OriginLink, Role
from trigpoint.products.labels import text_width
from trigpoint.products.map_ground import SANS
from trigpoint.products.wording import number_of, shown

INK, FAINT, HAIR, TINT, ACCENT, DENIES = "#16181b", "#5e5a52", "#d8d3c8", "#f7f4ee", "#8a1c14", "#6b4a8f"
_ROW, _BOX, _HEAD, _SIZE = 30.0, 22.0, 34.0, 12.0  # pixels
_MOST = 8  # outlets of one origin, and outlets on their own word, drawn one by one
_FOUND = frozenset(
    {"same text", "link", "same picture", "same error", "one owner", "same name", "same article", "circle"}
)
_DASH = {"presumed": "1.5 3", "own word": "0.1 4", **dict.fromkeys(_FOUND, "6 3")}
_WORDS = {
    "attribution": "cites",
    "own word": "on its own word",
    "presumed": "names nobody and says the same",
    "same text": "text taken over",
    "link": "links to",
    "same picture": "shares a picture",
    "same error": "shares rare errors",
    "one owner": "one owner",
    "same name": "one name",
    "same article": "named in the same article",
    "circle": "cite each other in a circle",
}


@attrs.frozen(kw_only=True)
class _Box:
    """A name, or several outlets that differ in nothing."""

    name: str
    label: str
    column: int
    y: float
    is_origin: bool = False
    colour: str = INK
    note: str = ""  # beside the name of an origin
    listed: str = ""  # what the box stands for


def draw_origin_graph(event: Event, names: Mapping[str, str] | None = None, *, width: float = 920.0) -> str:
    """The graph of one event; "" when it has none. `names`: how a source is shown, by its name in the records."""
    if not event.graph or not event.origins:
        return ""
    names = names or {}
    homes = _homes(event)
    columns = _columns(event, homes)
    boxes, drawn_as = _boxes(event, homes, columns, names)
    height = max(b.y for b in boxes.values()) + _ROW
    last = max(b.column for b in boxes.values())
    step = (width - 20) / (last + 1)
    lines, kinds = _lines(event, boxes, drawn_as, step)
    marks = [_mark(b, step) for b in boxes.values()]
    legend = _legend(kinds, height)
    articles = number_of(len({e.tail for e in event.graph if e.kind == "published by"}), "statement")
    words = escape(f"{articles}, {number_of(len(event.origins), 'origin')}: who rests on whom")
    size = f'viewBox="0 0 {width:.0f} {height + 26:.0f}" width="{width:.0f}" height="{height + 26:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{words}" font-family="{SANS}" '
    head += 'style="max-width:100%;height:auto">'
    title = f'<text x="6" y="16" font-size="12.5" font-weight="700" fill="{INK}">{words}</text>'
    return "".join([head, title, *lines, *marks, legend, "</svg>"])


def _homes(event: Event) -> dict[str, list[str]]:
    """Outlet -> the origins its statements rest on."""
    outlet_of = {e.tail: e.head for e in event.graph if e.kind == "published by"}
    found: dict[str, list[str]] = defaultdict(list)
    for origin in event.origins:
        for outlet in dict.fromkeys(outlet_of[m] for m in origin.members if m in outlet_of):
            found[outlet].append(origin.name)
    return found


def _between(event: Event) -> list[OriginLink]:
    return [e for e in event.graph if e.kind != "published by" and e.tail != e.head]


def _columns(event: Event, homes: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Names by distance from the left: outlets first, origins last."""
    origins = {o.name for o in event.origins}
    middle = {n for e in _between(event) for n in (e.tail, e.head)} - set(homes) - origins
    depth = dict.fromkeys(homes, 0) | dict.fromkeys(middle, 1)
    for _ in range(4):  # a chain is rarely longer; a circle must end
        for e in _between(event):
            if e.head in middle and e.tail in depth:
                depth[e.head] = max(depth[e.head], min(4, depth[e.tail] + 1))
    last = max([0, *(depth[n] for n in middle)]) + 1
    return depth | dict.fromkeys(origins, last)


def _boxes(
    event: Event, homes: Mapping[str, Sequence[str]], columns: Mapping[str, int], names: Mapping[str, str]
) -> tuple[dict[str, _Box], dict[str, str]]:
    """Boxes by key, and for every name the box it is drawn as. Origins stand beside the outlets that rest on them."""
    boxes: dict[str, _Box] = {}
    drawn_as: dict[str, str] = {}
    heads = defaultdict(set)
    for e in _between(event):
        heads[e.tail].add((e.head, e.kind))
    y = _HEAD
    drawn, left_out = _drawn_one_by_one(event)
    for origin in drawn:
        top = y
        mine = [o for o, rests in homes.items() if rests[0] == origin.name and o != origin.name]
        for group in _alike(mine, heads):
            key = group[0]
            label = _shown(key, names) if len(group) == 1 else f"{len(group)} outlets"
            listed = "" if len(group) == 1 else ", ".join(_shown(g, names) for g in group[:60])
            boxes[key] = _Box(name=key, label=label, column=0, y=y, listed=listed)
            drawn_as.update(dict.fromkeys(group, key))
            y += _ROW
        y = max(y, top + _ROW)
        boxes[f"origin {origin.name}"] = _Box(
            name=origin.name,
            label=_shown(origin.name, names),
            column=max(columns.values()),
            y=(top + y - _ROW) / 2,
            is_origin=True,
            colour=DENIES if _denies(event, origin) else ACCENT,
            note=_tally(event, origin),
        )
        drawn_as[origin.name] = f"origin {origin.name}"
    if left_out:
        label = f"{len(left_out)} more outlets, each on its own word"
        last, listed = max(columns.values()), ", ".join(_shown(o.name, names) for o in left_out[:60])
        boxes["more"] = _Box(name="", label=label, column=last, y=y, is_origin=True, colour=HAIR, listed=listed)
        drawn_as.update({o.name: "more" for o in left_out})
        y += _ROW
    y = max(y, _spread_middle(event, columns, names, boxes, drawn_as))
    return boxes, drawn_as


def _drawn_one_by_one(event: Event) -> tuple[list[Origin], list[Origin]]:
    """All origins but, when there are many, most of the outlets that only speak for themselves; widest first."""
    ordered = sorted(event.origins, key=lambda o: (-len(o.members), o.name))
    own = [o for o in ordered if set(o.outlets) <= {o.name}]
    left_out = own[_MOST:] if len(own) > _MOST + 1 else []
    return [o for o in ordered if o not in left_out], left_out


def _spread_middle(
    event: Event, columns: Mapping[str, int], names: Mapping[str, str], boxes: dict[str, _Box], drawn_as: dict[str, str]
) -> float:
    """Names between outlets and origins, each at the height of those that cite it, none on another."""
    taken: dict[int, float] = {}
    wanted = []
    for name in sorted(set(columns) - set(drawn_as)):
        tails = [boxes[drawn_as[e.tail]].y for e in _between(event) if e.head == name and e.tail in drawn_as]
        wanted.append((columns[name], sum(tails) / len(tails) if tails else _HEAD, name))
    for column, y, name in sorted(wanted):
        at = max(y, taken.get(column, 0.0) + _ROW)
        taken[column] = at
        boxes[name] = _Box(name=name, label=_shown(name, names), column=column, y=at)
        drawn_as[name] = name
    return max([0.0, *taken.values()])


def _alike(outlets: Sequence[str], heads: Mapping[str, set[tuple[str, str]]]) -> list[list[str]]:
    """Outlets one by one, or, when there are many, those that cite the same names as one."""
    if len(outlets) <= _MOST:
        return [[o] for o in sorted(outlets)]
    groups: dict[frozenset[tuple[str, str]], list[str]] = defaultdict(list)
    for outlet in sorted(outlets):
        groups[frozenset(heads[outlet])].append(outlet)
    if len(groups) > _MOST:
        ordered = sorted(groups.values(), key=lambda g: (-len(g), g))
        rest = sorted(o for g in ordered[_MOST - 1 :] for o in g)
        return [*ordered[: _MOST - 1], rest]
    return sorted(groups.values(), key=lambda g: (-len(g), g))


def _lines(
    event: Event, boxes: Mapping[str, _Box], drawn_as: Mapping[str, str], step: float
) -> tuple[list[str], set[str]]:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for e in _between(event):
        tail, head = drawn_as.get(e.tail), drawn_as.get(e.head)
        if tail and head and tail != head:
            found[tail, head, e.kind].append(e.why)
    led_on = {tail for tail, _, _ in found}
    for outlet, rests in _homes(event).items():  # its own word
        box = drawn_as.get(outlet, "")
        for home in (f"origin {origin}" for origin in rests if outlet == origin or box not in led_on):
            if box and box not in (home, "more") and home in boxes:
                found.setdefault((box, home, "own word"), [""])
    lines = []
    for (tail, head, kind), whys in sorted(found.items()):
        lines.append(_line(boxes[tail], boxes[head], kind, whys, step))
    return lines, {kind for _, _, kind in found}


def _line(tail: _Box, head: _Box, kind: str, whys: Sequence[str], step: float) -> str:
    x0, x1 = _left(tail, step) + _width(tail, step), _left(head, step)
    if head.column <= tail.column:  # within one column: around the right side
        x1 = _left(head, step) + _width(head, step)
    y0, y1 = tail.y + _BOX / 2, head.y + _BOX / 2
    bend = (x0 + x1) / 2 if head.column > tail.column else max(x0, x1) + 26
    colour = ACCENT if kind in ("circle", "same error") else FAINT
    dash = f' stroke-dasharray="{_DASH[kind]}"' if kind in _DASH else ""
    reasons = "; ".join(dict.fromkeys(w for w in whys if w))[:400]
    words = escape(f"{tail.label}: {_WORDS.get(kind, kind)} {head.label}" + (f" ({shown(reasons)})" if reasons else ""))
    return (
        f'<path d="M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}" fill="none" '
        f'stroke="{colour}" stroke-width="{min(3.0, 0.9 + 0.25 * len(whys)):.1f}"{dash}><title>{words}</title></path>'
    )


def _left(box: _Box, step: float) -> float:
    return 6 + box.column * step


def _width(box: _Box, step: float) -> float:
    return min(step - 44, text_width(box.label, _SIZE, bold=box.is_origin) + 18) if not box.is_origin else step - 8


def _mark(box: _Box, step: float) -> str:
    x, width = _left(box, step), _width(box, step)
    fill, stroke = (TINT, box.colour) if box.is_origin else ("#ffffff", HAIR)
    room = width - 14 - (text_width(box.note, 11) + 10 if box.is_origin else 0)
    weight = ' font-weight="700"' if box.is_origin else ""
    note = (
        f'<text x="{x + width - 7:.1f}" y="{box.y + 15:.1f}" font-size="11" text-anchor="end" fill="{FAINT}">'
        f"{escape(box.note)}</text>"
        if box.is_origin
        else ""
    )
    title = ": ".join(filter(None, (box.label, box.note or box.listed)))
    return (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x:.1f}" y="{box.y:.1f}" width="{width:.1f}" height="{_BOX:.0f}" rx="3" fill="{fill}" stroke="{stroke}"/>'
        f'<text x="{x + 7:.1f}" y="{box.y + 15:.1f}" font-size="{_SIZE:.0f}" fill="{INK}"{weight}>'
        f"{escape(_cut(box.label, room, bold=box.is_origin))}</text>{note}</g>"
    )


def _cut(text: str, room: float, *, bold: bool) -> str:
    kept = text
    while kept and text_width(kept, _SIZE, bold=bold) > room:
        kept = kept[:-2].rstrip("… ") + "…" if len(kept) > 2 else ""
    return kept


def _legend(kinds: set[str], y: float) -> str:
    x, parts = 6.0, []
    for kind in [k for k in _WORDS if k in kinds]:
        dash = f' stroke-dasharray="{_DASH[kind]}"' if kind in _DASH else ""
        colour = ACCENT if kind in ("circle", "same error") else FAINT
        parts.append(f'<path d="M{x:.0f} {y + 12:.0f}h26" stroke="{colour}" stroke-width="1.4"{dash}/>')
        parts.append(f'<text x="{x + 31:.0f}" y="{y + 16:.0f}" font-size="11" fill="{FAINT}">{_WORDS[kind]}</text>')
        x += 31 + text_width(_WORDS[kind], 11) + 20
    return "".join(parts)


def _denies(event: Event, origin: Origin) -> bool:
    roles = {m.id: m.role for m in event.members}
    return bool(origin.members) and all(roles.get(m) is Role.DENIES for m in origin.members)


def _tally(event: Event, origin: Origin) -> str:
    words = [number_of(len(origin.members), "statement")]
    if origin.modality:
        words.insert(0, origin.modality)
    if _denies(event, origin):
        words.append("denies")
    return ", ".join(words)


def _shown(name: str, names: Mapping[str, str]) -> str:
    return shown(names.get(name, name)) or "not named"
