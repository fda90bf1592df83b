"""stub"""
from __future__ import annotations

from datetime import datetime

from trigpoint.products.view import BriefView


def typeset(view: BriefView, made: datetime) -> bytes:
    """stub"""
    return b""
