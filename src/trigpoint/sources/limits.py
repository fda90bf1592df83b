"""How much of the outside is let in. Every cap has a number here and nowhere else."""

from __future__ import annotations

import attrs

MIB = 1024 * 1024


@attrs.frozen(kw_only=True)
class Limits:
    """Caps on what one item may cost. Beyond a cap the item is refused; it is never silently cut."""

    file_bytes: int = 64 * MIB  # any file, attachment or archive member
    page_bytes: int = 8 * MIB  # HTML and feeds: the largest news pages seen are below 3 MiB
    text_chars: int = 20_000_000  # the rendition of one capture
    pdf_pages: int = 2_000
    feed_items: int = 5_000
    table_rows: int = 200_000
    xml_depth: int = 200

    archive_members: int = 2_000
    archive_bytes: int = 256 * MIB  # all members unpacked
    archive_ratio: int = 200  # unpacked / packed, per member above 1 MiB

    markup_s: float = 20.0  # one page, feed or mail
    markup_memory_bytes: int = 3 * 1024 * MIB  # address space of the process that reads them

    child_memory_bytes: int = 1024 * MIB  # address space of the process that reads PDF and office files
    child_cpu_s: int = 30
    child_wall_s: float = 60.0

    picture_bytes: int = 512 * MIB  # a picture kept in a case, which passes through memory as a whole
    raster_bytes: int = 16 * 1024 * MIB  # a picture measured where it lies, never held in memory as a whole
    raster_pixels: int = (
        2_500_000_000  # columns x rows; a Sentinel-1 scene has 0.4, a large mosaic 1.6 thousand million
    )
    raster_samples: int = 5_000_000_000  # x bands
    raster_bands: int = 512  # hyperspectral sensors have some 240
    raster_whole_pixels: int = 400_000_000  # PNG and JPEG, which decode as a whole
    raster_ratio: int = 2_000  # decoded / stored, above 64 MiB; deflate cannot pass 1,032
    raster_read_bytes: int = 1024 * MIB  # decoded pixels held at once
    raster_memory_bytes: int = 1536 * MIB  # address space of a process that decodes
    raster_open_s: float = 15.0  # one file's description
    raster_s: float = 120.0  # one window of one file; a whole JPEG 2000 of 120 million pixels takes some 20 s
    sidecar_bytes: int = 4 * MIB  # a world file, STAC item or other text beside a picture
    footprint_bytes: int = 256 * MIB
    footprints: int = 1_000_000

    fetch_bytes: int = 32 * MIB  # body after decompression, and on the wire
    fetch_s: float = 60.0  # the whole exchange with all redirects
    connect_s: float = 10.0  # one connection or one silence
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})

    product_xml_bytes: int = (
        16 * MIB
    )  # one metadata file of a satellite product; the largest annotations seen have 6 MiB
    product_xml_elements: int = 500_000
    scene_bytes: int = 4 * 1024 * MIB  # one picture's file by URL; a Sentinel-1 RTC scene has up to 1.5 GiB
    scene_s: float = 3600.0  # the whole of it
    search_bytes: int = 16 * MIB  # one page of a catalogue's answer
    search_pages: int = 200
    search_items: int = 10_000
