"""Pictures whose headers are weighed and whose decoders are starting, before anything heavy is loaded.

A decoder takes a fifth of a second to start: time enough for whoever asked to load what it needs itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from trigpoint.model.errors import UsageError
from trigpoint.sources.limits import Limits
from trigpoint.sources.raster_file import OpenPicture, open_picture
from trigpoint.sources.raster_pool import Pool, Source


class Begun:
    """Open pictures and their decoders, already asked what each picture says of itself. A context manager."""

    def __init__(self, pictures: Sequence[OpenPicture], limits: Limits, *, workers: int) -> None:
        self.pictures = tuple(pictures)
        self.limits = limits
        sources = [Source(handle=one.handle, driver=one.claim.driver, name=one.name) for one in pictures]
        needed = workers if any(one.claim.plain is None for one in pictures) else 1  # else it only describes
        self.pool = Pool(sources, limits, workers=needed)
        try:
            self.pool.ask(range(len(self.pictures)))
        except BaseException:
            self.pool.close()
            raise

    def __enter__(self) -> Begun:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the decoders and close the files. Once is enough, twice does no harm."""
        self.pool.close()
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
