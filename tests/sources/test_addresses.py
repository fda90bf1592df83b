from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.errors import RefusedAddress
from trigpoint.sources.addresses import check_host, checked_addresses, is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_what_the_standard_library_calls_private_is_never_public(address: IPv4Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_comes_in_by_a_form_of_ipv6(address: IPv4Address) -> None:
    number = int(address)
    for mapped in (
        IPv6Address(number),
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
    ):
        assert not is_public(mapped)


@pytest.mark.parametrize(
    "host", ["news.example.org", "8.8.8.8", "[2606:2800:220:1:248:1893:25c8:1946]", "xn--80ak6aa92e.com"]
)
def test_public_names_pass(host: str) -> None:
    check_host(host, "url")


@pytest.mark.parametrize(
    "host", ["", ".", "localhost", "a.local", "127.1", "0x7f.1", "1", "0", "[::1", "a.b.0x1", "news"]
)
def test_other_names_do_not(host: str) -> None:
    with pytest.raises(RefusedAddress):
        check_host(host, "url")


def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(RefusedAddress):
        checked_addresses([], "news.example.org", "url")
