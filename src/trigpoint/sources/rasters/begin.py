"""Pictures whose headers are weighed and whose decoders are starting, before anything heavy is loaded.

A decoder takes a fifth of a second to start: time enough for whoever asked to load what it needs itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from trigpoint.model.errors import UsageError
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.file import OpenPicture, open_picture
from trigpoint.sources.rasters.pool import Pool, Source
from trigpoint.sources.rasters.words import told_by


class Begun:
    """Open pictures, and decoders already asked what those say of themselves that need one. A context manager."""

    def __init__(self, pictures: Sequence[OpenPicture], limits: Limits, *, workers: int) -> None:
        self.pictures = tuple(pictures)
        self.limits = limits
        self._workers = workers
        self._pool: Pool | None = None
        self._unknown = [number for number, one in enumerate(self.pictures) if one.claim.words is None]
        if self._unknown:
            try:
                self.pool.ask(self._unknown)
            except BaseException:
                self.pool.close()
                raise

    @property
    def pool(self) -> Pool:
        """The decoders; started when first needed."""
        if self._pool is None:
            sources = [Source(handle=one.handle, driver=one.claim.driver, name=one.name) for one in self.pictures]
            needed = self._workers if any(one.claim.plain is None for one in self.pictures) else 1
            self._pool = Pool(sources, self.limits, workers=needed)
        return self._pool

    @property
    def is_waiting(self) -> bool:
        """Whether decoders were asked what some picture says of itself."""
        return bool(self._unknown)

    def described(self) -> list[Mapping[str, Any]]:
        """What each picture says of itself."""
        decoded = dict(zip(self._unknown, self.pool.described(self._unknown) if self._unknown else (), strict=True))
        return [
            told_by(one.claim, one.claim.words) if one.claim.words else decoded[number]
            for number, one in enumerate(self.pictures)
        ]

    def __enter__(self) -> Begun:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the decoders and close the files. Once is enough, twice does no harm."""
        if self._pool is not None:
            self._pool.close()
        for picture in self.pictures:
            os.close(picture.handle)
        self.pictures = ()


def begin(paths: Iterable[Path | str], *, workers: int = 2, limits: Limits | None = None) -> Begun:
    """Open regular files, weigh their headers, start decoders. Raises InputError; UsageError where none is named."""
    limits = limits or Limits()
    pictures: list[OpenPicture] = []
    try:
        for path in paths:
            pictures.append(open_picture(Path(path), limits))
        if not pictures:
            raise UsageError("no picture was named")
        return Begun(pictures, limits, workers=workers)
    except BaseException:
        for picture in pictures:
            os.close(picture.handle)
        raise
