"""One document by URL: the only place where the network is used, for a page, an answer in JSON or a picture's file.

The steps of a fetch:
1. The URL is http(s), without credentials, on a permitted port, with a host that can be public.
2. The name is resolved once; every address must be public; the connection goes to one of these addresses, so that a
   second answer of the resolver cannot lead elsewhere. TLS and the Host header keep the name.
3. A redirect begins again at 1. Cookies, proxies, referrers and environment settings play no part.
4. Bytes are counted on the wire and after decompression, and one clock runs over all of it, byte by byte.
"""

from __future__ import annotations

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin

import attrs
import httpcore
import httpx

from trigpoint.model.errors import NetworkError, RefusedAddress, RefusedInput, UnsupportedFormat
from trigpoint.sources.addresses import check_host, checked_addresses
from trigpoint.sources.formats import BY_NAME, Format, binary_kind, detect
from trigpoint.sources.limits import Limits
from trigpoint.sources.text import visible

_AGENT = b"Trigpoint/0.1 (evidence archiver; fetches single pages a person asked for)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TYPES = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/plain": Format.TEXT,
    "text/markdown": Format.MARKDOWN,
    "application/pdf": Format.PDF,
    "application/rss+xml": Format.FEED,
    "application/atom+xml": Format.FEED,
    "application/rdf+xml": Format.FEED,
    "application/xml": Format.FEED,
    "text/xml": Format.FEED,
    "multipart/related": Format.MHTML,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
}
_UNSPECIFIC = ("", "application/octet-stream", "binary/octet-stream")
_JSON_TYPES = frozenset({"", "application/json", "application/geo+json", "application/problem+json", "text/json"})


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the machine's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@attrs.frozen(kw_only=True)
class Network:
    """How names are resolved and connections made. A test plugs in its own."""

    resolve: Callable[[str, int], list[str]] = resolve
    backend: httpcore.NetworkBackend = attrs.field(factory=httpcore.SyncBackend)
    ssl_context: ssl.SSLContext | None = None  # None: the certificates httpx trusts
    clock: Callable[[], float] = time.monotonic


@attrs.frozen(kw_only=True)
class Page:
    """What a URL gave."""

    url: str  # after redirects, as asked for on the wire
    content: bytes
    content_type: str
    flags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class _Ask:
    """What is asked for."""

    accept: bytes
    types: frozenset[str] | None  # media types taken; None: whatever it is called
    packing: bytes = b"gzip, deflate"
    body: bytes | None = None  # None: GET; else POSTed as JSON


_PAGE = _Ask(
    accept=b"text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5",
    types=frozenset(_TYPES) | frozenset(_UNSPECIFIC),
)
_JSON = _Ask(accept=b"application/geo+json, application/json", types=_JSON_TYPES)
_FILE = _Ask(accept=b"*/*", types=None, packing=b"identity")


def fetch(url: str, limits: Limits, network: Network) -> Page:
    """The document at `url`. Raises RefusedAddress, NetworkError or RefusedInput."""
    content = bytearray()
    page = _followed(url, limits, network, _PAGE, content.extend)
    return attrs.evolve(page, content=bytes(content))


def fetch_json(url: str, limits: Limits, network: Network, *, body: bytes | None = None) -> Page:
    """The JSON at `url`, asked for by GET, or by POST of a JSON `body`, which is never sent on after a redirect."""
    content = bytearray()
    page = _followed(url, limits, network, attrs.evolve(_JSON, body=body), content.extend)
    return attrs.evolve(page, content=bytes(content))


def download(url: str, write: Callable[[bytes], object], limits: Limits, network: Network) -> Page:
    """The bytes at `url` handed to `write` piece by piece; the page returned has no content."""
    return _followed(url, limits, network, _FILE, write)


def _followed(url: str, limits: Limits, network: Network, ask: _Ask, write: Callable[[bytes], object]) -> Page:
    """What stands at the end of the redirects; its body goes to `write`."""
    deadline = network.clock() + limits.fetch_s
    asked = url.strip()
    here, seen = asked, set[str]()
    for _ in range(limits.redirects + 1):
        target = checked_url(here, limits, shown=asked)
        if str(target) in seen:
            raise NetworkError(visible(asked), "redirects in a circle")
        seen.add(str(target))
        answer = _exchange(target, limits, network, deadline, ask, write)
        if isinstance(answer, Page):
            flags = list(answer.flags)
            if len(seen) > 1:
                flags.append(f"redirected from {visible(asked)}")
            if any(label.startswith("xn--") for label in target.raw_host.decode("ascii").split(".")):
                flags.append("internationalised host name")
            return attrs.evolve(answer, flags=tuple(flags))
        if ask.body is not None:
            raise NetworkError(visible(asked), "redirects what was posted to it", "name the address it redirects to")
        here = urljoin(str(target), answer)
    raise NetworkError(visible(asked), f"redirects more than {limits.redirects} times")


def checked_url(url: str, limits: Limits, *, shown: str = "") -> httpx.URL:
    """The URL as it will be asked for, or RefusedAddress. Parsed once, by the parser whose parts are then used."""
    where = visible(shown or url)[:200]
    led = f"leads to {visible(url)[:200]}, which" if shown and shown != url else "the address"
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise RefusedAddress(where, f"{led} holds spaces, control characters or backslashes")
    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
        host = parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise RefusedAddress(where, f"{led} is no valid URL") from error
    if parsed.scheme not in ("http", "https"):
        raise RefusedAddress(where, f"{led} is not http or https")
    if parsed.userinfo:
        raise RefusedAddress(where, f"{led} carries a user name or password", "remove what stands before the @")
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    if port not in limits.ports:
        raise RefusedAddress(where, f"{led} asks for port {port}; only {sorted(limits.ports)} are used")
    check_host(host, where)
    return parsed


def _exchange(
    url: httpx.URL, limits: Limits, network: Network, deadline: float, ask: _Ask, write: Callable[[bytes], object]
) -> Page | str:
    """One request: the page, or where it redirects to."""
    where = str(url)
    backend = _Pinned(network, deadline, where)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), limits.connect_s)
    headers = [
        (b"Host", url.netloc),
        (b"User-Agent", _AGENT),
        (b"Accept", ask.accept),
        (b"Accept-Encoding", ask.packing),
        (b"Connection", b"close"),
    ]
    if ask.body is not None:
        headers += [(b"Content-Type", b"application/json"), (b"Content-Length", str(len(ask.body)).encode())]
    request = httpcore.Request(
        "GET" if ask.body is None else "POST",
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=headers,
        content=ask.body,
        extensions={"timeout": timeout},
    )
    context = network.ssl_context
    if context is None and url.scheme == "https":
        context = httpx.create_ssl_context(trust_env=False)
    try:
        with httpcore.ConnectionPool(ssl_context=context, network_backend=backend, retries=0) as pool:
            response = pool.handle_request(request)
            try:
                return _answer(response, url, limits, ask, write)
            finally:
                response.close()
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
        raise NetworkError(where, f"could not be fetched ({_reason(error)})", "try again later or save the page") from (
            error
        )


def _reason(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return "no answer in time"
    return visible(str(error))[:120] or type(error).__name__


def _answer(
    response: httpcore.Response, url: httpx.URL, limits: Limits, ask: _Ask, write: Callable[[bytes], object]
) -> Page | str:
    headers = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
    where = str(url)
    if response.status in _REDIRECTS and headers.get("location"):
        return headers["location"]
    if response.status != 200:
        raise NetworkError(where, f"the server answered {response.status}")
    declared = headers.get("content-type", "")
    kind = declared.partition(";")[0].strip().lower()
    if ask.types is not None and kind not in ask.types:
        raise UnsupportedFormat(where, f"is {visible(kind)[:60]}, which there is no reader for")
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limits.fetch_bytes:
        raise RefusedInput(where, f"is larger than {limits.fetch_bytes >> 20} MiB")
    stream: Any = response.stream
    size = _capped(stream, headers.get("content-encoding", ""), where, limits, write)
    if announced.isdecimal() and ask.packing == b"identity" and size != int(announced):
        raise NetworkError(where, f"gave {size:,} of {int(announced):,} bytes", "try again")
    return Page(url=where, content=b"", content_type=declared)


def _capped(
    chunks: Iterable[bytes], encoding: str, where: str, limits: Limits, write: Callable[[bytes], object]
) -> int:
    """Hand on the body, decompressed step by step so that no step yields more than the limit leaves; its size."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        unpack = None
    elif encoding in ("gzip", "x-gzip", "deflate"):
        unpack = zlib.decompressobj(wbits=47 if "gzip" in encoding else 15)
    else:
        raise NetworkError(where, f"the server packed its answer as {visible(encoding)[:40]}, which was not asked for")
    size, wire = 0, 0
    for chunk in chunks:
        wire += len(chunk)
        try:
            piece = unpack.decompress(chunk, limits.fetch_bytes + 1 - size) if unpack else chunk
        except zlib.error as error:
            raise NetworkError(where, "the server's packed answer is damaged") from error
        size += len(piece)
        if size > limits.fetch_bytes or wire > limits.fetch_bytes:
            raise RefusedInput(where, f"is larger than {limits.fetch_bytes >> 20} MiB")
        write(piece)
    return size


def format_of(url: str, declared: str, content: bytes) -> Format:
    """By the server's word, unless the bytes contradict it."""
    kind = declared.partition(";")[0].strip().lower()
    name = PurePosixPath(httpx.URL(url).path).name
    if kind in _UNSPECIFIC:
        return detect(name if PurePosixPath(name).suffix.lower() in BY_NAME else "", content, where=url)
    promised = _TYPES[kind]
    suffix = {Format.TEXT: ".txt", Format.MARKDOWN: ".md", Format.HTML: ".html", Format.FEED: ".xml"}.get(promised)
    if suffix is None:
        suffix = {Format.PDF: ".pdf", Format.DOCX: ".docx", Format.MHTML: ".mhtml"}[promised]
    elif binary_kind(content):
        raise UnsupportedFormat(url, f"is called {kind} by its server but holds {binary_kind(content)}")
    return detect(f"page{suffix}", content, where=url)


class _Pinned(httpcore.NetworkBackend):
    """Connects to addresses that were checked, under the deadline of the whole fetch."""

    def __init__(self, network: Network, deadline: float, where: str) -> None:
        self._network = network
        self._deadline = deadline
        self._where = where

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            found = self._network.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NetworkError(self._where, f"the name {host} could not be resolved") from error
        failure: Exception = httpcore.ConnectError("no address")
        for address in checked_addresses(found, host, self._where):
            try:
                left = _left(self._deadline, self._network.clock, timeout)
                return _Timed(self._network.backend.connect_tcp(address, port, left), self._deadline, self._network)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Timed(httpcore.NetworkStream):
    """A stream on which every wait is cut at the deadline: a byte every few seconds does not keep it alive."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, network: Network) -> None:
        self._stream = stream
        self._deadline = deadline
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, self._network.clock, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, self._network.clock, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, self._network.clock, timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline, self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, clock: Callable[[], float], timeout: float | None) -> float:
    left = deadline - clock()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for this fetch is over")
    return left if timeout is None else min(left, timeout)
