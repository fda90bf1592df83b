"""Addresses and servers that try to lead a fetch astray."""

from __future__ import annotations

import socket
import ssl
import time
from datetime import UTC, datetime

import attrs
import httpcore
import pytest

from hostile.generators import SENTENCE, URLS, gzip_bomb
from hostile.server import PUBLIC, Server, Talk, ToLoopback, answer, dribble, redirect
from trigpoint.model.errors import InputError, NetworkError, RefusedAddress, RefusedInput, UnsupportedFormat
from trigpoint.sources import Intake, Limits, Rejected, take_in
from trigpoint.sources.text import visible
from trigpoint.sources.web import Network, Page, fetch

NOW = datetime(2026, 1, 2, tzinfo=UTC)
URL = "http://news.example.org/a"
PAGE = f"<html><body><h1>Port</h1><p>{SENTENCE}</p></body></html>".encode()
QUICK = Limits(fetch_s=1.0, connect_s=0.5)


def network(port: int, *answers: list[str]) -> tuple[Network, ToLoopback]:
    """Every name resolves to a public address, or to what `answers` say, one after the other."""
    backend = ToLoopback(port)
    waiting = list(answers)

    def resolve(host: str, port: int) -> list[str]:
        return waiting.pop(0) if waiting else [PUBLIC]

    return Network(resolve=resolve, backend=backend), backend


def get(talk: Talk, url: str = URL, limits: Limits = QUICK) -> Page:
    with Server(talk) as server:
        return fetch(url, limits, network(server.port)[0])


@pytest.mark.parametrize("url", URLS)
def test_an_address_that_is_not_public_is_refused_before_anything_is_asked(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up")

    with pytest.raises(RefusedAddress) as caught:
        fetch(url, QUICK, Network(resolve=resolve, backend=ToLoopback(1)))
    assert str(caught.value) == visible(str(caught.value))


@pytest.mark.parametrize("url", [url for url in URLS if "//" in url or "\\\\" in url])
def test_a_refused_address_is_a_rejection_of_that_item(url: str) -> None:
    (result,) = take_in(url, now=NOW)
    assert isinstance(result, Rejected)
    assert isinstance(result.error, RefusedAddress)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "64:ff9b::7f00:1",
     "0.0.0.0", "192.0.2.1", "198.18.0.1", "240.0.0.1", "fd00::1", "2002:7f00:1::", "2001::1"],
)  # fmt: skip
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    with Server(answer(PAGE)) as server:
        net, backend = network(server.port, [address])
        with pytest.raises(RefusedAddress):
            fetch(URL, QUICK, net)
        assert backend.asked == []
        assert server.heads == []


def test_one_private_address_among_public_ones_condemns_the_name() -> None:
    with Server(answer(PAGE)) as server:
        net, backend = network(server.port, [PUBLIC, "10.0.0.1"])
        with pytest.raises(RefusedAddress):
            fetch(URL, QUICK, net)
        assert backend.asked == []


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    with Server(answer(PAGE)) as server:
        net, backend = network(server.port, [PUBLIC], ["127.0.0.1"])  # the second answer is the rebinding
        page = fetch(URL, QUICK, net)
        assert backend.asked == [(PUBLIC, 80)]
        assert page.content == PAGE
        assert b"Host: news.example.org\r\n" in server.heads[0]


def test_a_name_that_rebinds_at_the_redirect_is_refused() -> None:
    with Server(redirect("http://news.example.org/b")) as server:
        net, backend = network(server.port, [PUBLIC], ["127.0.0.1"])
        with pytest.raises(RefusedAddress):
            fetch(URL, QUICK, net)
        assert len(backend.asked) == 1


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/", "ftp://a.example.org/",
     "http://2130706433/", "//localhost/", "http://a.example.org:22/", "http://u:p@a.example.org/", "gopher://a.example.org"],
)  # fmt: skip
def test_every_redirect_is_checked_like_the_first_address(target: str) -> None:
    with Server(redirect(target)) as server:
        net, _ = network(server.port)
        with pytest.raises(RefusedAddress) as caught:
            fetch(URL, QUICK, net)
        assert len(server.heads) == 1
        assert URL in str(caught.value)


def test_a_redirect_to_a_public_page_is_followed_and_noted() -> None:
    def talk(connection: socket.socket, head: bytes) -> None:
        (redirect("/b") if head.startswith(b"GET /a ") else answer(PAGE))(connection, head)

    page = get(talk)
    assert page.url == "http://news.example.org/b"
    assert page.content == PAGE
    assert page.flags == (f"redirected from {URL}",)


def test_a_redirect_to_itself_is_a_circle() -> None:
    with Server(redirect("/b")) as server:
        net, _ = network(server.port)
        with pytest.raises(NetworkError, match="circle"):
            fetch(URL, QUICK, net)
        assert len(server.heads) == 2


def test_redirects_come_to_an_end() -> None:
    with pytest.raises(NetworkError, match="more than 5"):
        get(redirect(*[f"/{n}" for n in range(20)]))


def test_a_body_that_drips_is_cut_at_the_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(NetworkError, match="in time"):
        get(dribble(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"))
    assert time.monotonic() - began < 4


def test_headers_that_drip_are_cut_at_the_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(NetworkError, match="in time"):
        get(dribble(b"HTTP/1.1 200 OK\r\n", b"X"))
    assert time.monotonic() - began < 4


def test_a_server_that_says_nothing_is_left() -> None:
    with pytest.raises(NetworkError, match="in time"):
        get(lambda *_: time.sleep(1.0))


def test_an_endless_body_is_cut_at_the_limit() -> None:
    endless = dribble(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 100_000, pause_s=0.0)
    with pytest.raises(RefusedInput, match="larger"):
        get(endless, limits=attrs.evolve(QUICK, fetch_bytes=1_000_000, fetch_s=20.0))


def test_a_body_that_announces_too_much_is_refused_unread() -> None:
    announced = dribble(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n", b"x")
    began = time.monotonic()
    with pytest.raises(RefusedInput, match="larger"):
        get(announced)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip"])
def test_a_gzip_bomb_stops_at_the_limit(encoding: str) -> None:
    with pytest.raises(RefusedInput, match="larger"):
        get(answer(gzip_bomb(), f"Content-Encoding: {encoding}"), limits=attrs.evolve(QUICK, fetch_bytes=4_000_000))


def test_layers_of_packing_that_were_not_asked_for_are_refused() -> None:
    with pytest.raises(NetworkError, match="not asked for"):
        get(answer(gzip_bomb(1000), "Content-Encoding: gzip, gzip"))


def test_damaged_packing_is_one_sentence() -> None:
    with pytest.raises(NetworkError, match="damaged"):
        get(answer(b"not gzip at all", "Content-Encoding: gzip"))


@pytest.mark.parametrize("kind", ["application/x-sh", "image/png", "video/mp4", "application/javascript"])
def test_a_kind_nobody_reads_is_refused_by_its_type(kind: str) -> None:
    with pytest.raises(UnsupportedFormat):
        get(answer(PAGE, f"Content-Type: {kind}"))


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "204 No Content", "206 Partial Content"])
def test_anything_but_a_whole_answer_is_an_error(status: str) -> None:
    with pytest.raises(NetworkError):
        get(answer(PAGE, status=status))


def test_garbage_instead_of_http_is_one_sentence() -> None:
    with pytest.raises(NetworkError) as caught:
        get(lambda connection, _: connection.sendall(b"\x00\xff" * 500 + b"\r\n\r\n"))
    assert "\n" not in str(caught.value)


def test_cookies_referrers_and_proxies_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Server(answer(PAGE, "Set-Cookie: a=b")) as server:
        fetch(URL, QUICK, network(server.port)[0])
        head = server.heads[0].lower()
    assert b"cookie" not in head
    assert b"referer" not in head
    assert b"authorization" not in head


def test_tls_is_asked_for_the_name_and_not_for_the_address() -> None:
    asked: list[str | None] = []

    class Stream(httpcore.MockStream):
        def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, *_: object, **__: object
        ) -> httpcore.NetworkStream:
            asked.append(server_hostname)
            assert ssl_context.check_hostname
            assert ssl_context.verify_mode is ssl.CERT_REQUIRED
            return self

    class Backend(ToLoopback):
        def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.NetworkStream:
            self.asked.append((host, port))
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
            return Stream([head, PAGE])

    backend = Backend(1)
    page = fetch("https://news.example.org/a", QUICK, Network(resolve=lambda *_: [PUBLIC], backend=backend))
    assert page.content == PAGE
    assert backend.asked == [(PUBLIC, 443)]
    assert asked == ["news.example.org"]


def test_a_name_nobody_knows_is_one_sentence() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(NetworkError, match="could not be resolved"):
        fetch(URL, QUICK, Network(resolve=resolve, backend=ToLoopback(1)))


def test_a_page_by_address_is_taken_in_and_its_links_are_not_followed() -> None:
    page = PAGE.replace(b"</p>", b' <a href="/next">next</a><img src="/i.png"></p>')
    with Server(answer(page)) as server:
        (result,) = take_in(URL, now=NOW, limits=QUICK, network=network(server.port)[0])
        assert len(server.heads) == 1
    assert isinstance(result, Intake)
    assert result.capture.uri == URL
    assert result.content == page
    assert result.articles[0].outlet == "news.example.org"
    assert result.articles[0].links == ("http://news.example.org/next",)


def test_a_feed_by_address_is_that_one_document() -> None:
    feed = b"<rss version='2.0'><channel><title>Wire</title><item><title>A</title><link>http://x.example.org/1</link></item></channel></rss>"
    with Server(answer(feed, "Content-Type: application/rss+xml")) as server:
        (result,) = take_in(URL, now=NOW, limits=QUICK, network=network(server.port)[0])
        assert len(server.heads) == 1
    assert isinstance(result, Intake)
    assert [article.url for article in result.articles] == ["http://x.example.org/1"]


def test_all_network_errors_are_input_errors() -> None:
    assert issubclass(RefusedAddress, NetworkError)
    assert issubclass(NetworkError, InputError)
