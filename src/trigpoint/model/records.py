"""Records as plain JSON and back, and the ids made from their content.

A field at its default is still written: a reader of the JSON sees every field the model has.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any, TypeVar

import cattrs

R = TypeVar("R")

_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(datetime, lambda t: t.isoformat())
_converter.register_structure_hook(datetime, lambda v, _: datetime.fromisoformat(v))
_converter.register_unstructure_hook(date, lambda d: d.isoformat())
_converter.register_structure_hook(date, lambda v, _: date.fromisoformat(v))


def to_json(record: Any) -> dict[str, Any]:
    """A record as JSON-ready values."""
    plain: dict[str, Any] = _converter.unstructure(record)
    return plain


def from_json(kind: type[R], plain: dict[str, Any]) -> R:
    """The record that `to_json` wrote. Unknown keys are an error, so a drifting schema is seen."""
    return _converter.structure(plain, kind)


def canonical(plain: Any) -> str:
    """One spelling per value: sorted keys, no spaces, UTF-8. The form that is hashed."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record_id(prefix: str, *parts: Any) -> str:
    """`prefix-` and 16 hex digits over the parts: the same content has the same id on every machine."""
    return f"{prefix}-{hashlib.sha256(canonical(list(parts)).encode()).hexdigest()[:16]}"
