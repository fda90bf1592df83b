"""Position files as a careless or hostile hand writes them: bytes, and what must be said or kept."""

from __future__ import annotations

import gzip
from collections.abc import Callable

HEADER = "MMSI,BaseDateTime,LAT,LON,SOG,COG,VesselName"
ROWS = [f"36700014{k % 3},2020-06-30T00:{k:02d}:00,40.{600 + k},-74.05,5.{k % 10},{k},SHIP" for k in range(20)]
GOOD = "\n".join([HEADER, *ROWS]) + "\n"


def table(*lines: str, header: str = HEADER) -> bytes:
    """The good rows with others in their midst."""
    return "\n".join([header, *ROWS[:10], *lines, *ROWS[10:]]).encode() + b"\n"


# name -> (bytes, words of the refusal)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.csv": (lambda: b"", "is empty"),
    "packed-empty.csv.gz": (lambda: gzip.compress(b""), "is empty"),
    "rotten.csv.gz": (lambda: gzip.compress(GOOD.encode())[:-60] + b"\xff" * 60, "unpacked"),
    "cut.json.gz": (lambda: gzip.compress(b'[{"icao24": "abc123"}]' * 500)[:-30], "unpacked"),
    "header-only.csv": (lambda: HEADER.encode() + b"\n", "holds no positions"),
    "picture.csv": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "no table of positions"),
    "carriage-returns.csv": (lambda: GOOD.replace("\n", "\r").encode(), "carriage return alone"),
    "zeros.csv": (lambda: b"\0" * 5000, "no table of positions"),
    "cut.parquet": (lambda: b"PAR1" + b"\x15\x04" * 400, "cannot be read as a table"),
    "no-time.csv": (lambda: b"MMSI,LAT,LON\n367000140,1,2\n", "no column for time"),
    "prose.csv": (lambda: b"The ship was seen off the coast.\nIt had gone dark.\n", "no column for"),
    "broken.json": (lambda: b'[{"icao24": "abc123", ', "not JSON"),
    "list.json": (lambda: b"[1, 2, 3]", "JSON without positions"),
    "deep.json": (lambda: b"[" * 100_000, "JSON"),
    "ambiguous.csv": (lambda: GOOD.replace("2020-06-30T", "03/04/2020 ").encode(), "day first as well as month first"),
    "all-bad.csv": (lambda: table().replace(b"40.6", b"91.6"), "none of its 20 rows"),
    "query.csv": (lambda: b"read_csv('/etc/passwd')\n", "no column for"),
}

# name -> (bytes, rows kept, rows rejected, words of a flag or reason)
KEPT: dict[str, tuple[Callable[[], bytes], int, int, str]] = {
    "two-headers.csv": (lambda: table(HEADER), 20, 1, "the time cannot be read"),
    "ragged.csv": (lambda: table("367000140,2020-06-30T01:00:00,40.7,-74.0", "367000140"), 21, 1, "cannot be read"),
    "too-many.csv": (lambda: table("367000140,2020-06-30T01:00:00,40.7,-74.0,1,2,A,B,C,D"), 21, 0, ""),
    "nul.csv": (lambda: table("367000140,2020-06-30T01:00:00,40.7,-74.0,1,2,A\0B"), 21, 0, ""),
    "nul-run.csv": (lambda: table("\0" * 400), 20, 1, "no identity"),
    "unclosed-quote.csv": (
        lambda: table('367000140,2020-06-30T01:00:00,40.7,-74.0,1,2,"A'),
        20,
        1,
        "quotes that do not match",
    ),
    "long-line.csv": (lambda: table("367000140,2020-06-30T01:00:00,40.7,-74.0,1,2," + "A" * 1_000_000), 21, 0, ""),
    "latin-1.csv": (lambda: GOOD.replace("SHIP", "Grün").encode("latin-1"), 20, 0, "Latin-1"),
    "utf-16.csv": (lambda: GOOD.encode("utf-16"), 20, 0, ""),
    "bom.csv": (lambda: b"\xef\xbb\xbf" + GOOD.encode(), 20, 0, ""),
    "crlf.csv": (lambda: GOOD.replace("\n", "\r\n").encode(), 20, 0, ""),
    "packed.csv": (lambda: gzip.compress(GOOD.encode()), 20, 0, ""),
    "semicolons.csv": (lambda: GOOD.replace(",", ";").encode(), 20, 0, ""),
    "decimal-comma.csv": (lambda: GOOD.replace(",", ";").replace(".", ",").encode(), 20, 0, "decimal comma"),
    "tabs.csv": (lambda: GOOD.replace(",", "\t").encode(), 20, 0, ""),
    "preamble.csv": (lambda: b"exported by somebody\n\n" + GOOD.encode(), 20, 0, "before the header"),
    "day-first.csv": (lambda: GOOD.replace("2020-06-30T", "30/06/2020 ").encode(), 20, 0, ""),
    "month-first.csv": (lambda: GOOD.replace("2020-06-30T", "06/30/2020 ").encode(), 20, 0, ""),
    "danish.csv": (
        lambda: GOOD.replace("BaseDateTime", "# Timestamp").replace("2020-06-30T", "03/04/2020 ").encode(),
        20,
        0,
        "",
    ),
    "no-zone.csv": (lambda: GOOD.replace("BaseDateTime", "time").encode(), 20, 0, "read as UTC"),
    "nowhere.csv": (lambda: table("367000140,2020-06-30T01:00:00,91.0,181.0,102.3,360,A"), 20, 1, "AIS 91 / 181"),
    "off-globe.csv": (lambda: table("367000140,2020-06-30T01:00:00,140.7,-74.0,1,2,A"), 20, 1, "beyond the globe"),
    "year-9999.csv": (lambda: table("367000140,9999-06-30T01:00:00,40.7,-74.0,1,2,A"), 20, 1, "1970 to 2100"),
    "placeholder.csv": (lambda: table("111111111,2020-06-30T01:00:00,40.7,-74.0,1,2,A"), 21, 0, "placeholder"),
    "nobody.csv": (lambda: table(",2020-06-30T01:00:00,40.7,-74.0,1,2,A"), 20, 1, "no identity"),
    "words.csv": (lambda: table("367000140,2020-06-30T01:00:00,forty,NaN,inf,x,A"), 20, 1, "no position"),
    "infinite.csv": (lambda: table("367000140,2020-06-30T01:00:00,inf,-inf,1,2,A"), 20, 1, "beyond the globe"),
    "repeats.csv": (lambda: table(ROWS[0]), 21, 0, "repeat"),
    "open-quote.csv": (lambda: table('367000140,2020-06-30T01:00:00,40.7,-74.0,1,2,A"B'), 21, 0, ""),
    "injection.csv": (lambda: table("'; DROP TABLE x; --,2020-06-30T01:00:00,40.7,-74.0,1,2,A"), 21, 0, "no MMSI"),
}
