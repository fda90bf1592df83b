"""Which internet addresses a fetch may connect to: global unicast, reached directly, and nothing else.

Refused: private, loopback, link-local (169.254.169.254 hands out cloud credentials), shared (100.64/10), reserved,
multicast and documentation ranges, and every form that carries an IPv4 address inside an IPv6 one, because what it
leads to is decided by the machine and not by the address (RFC 4291, 6052, 3056, 4380).
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from trigpoint.model.errors import RefusedAddress

_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA has ever given out for global unicast
_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "2001::/23",  # Teredo and other IETF protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_LOCAL_NAME = re.compile(
    r"(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|localdomain|arpa|test|invalid|onion)$"
)
_NUMERIC_LABEL = re.compile(r"(?:0x[0-9a-f]*|\d+)$", re.IGNORECASE)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether connecting there leads out to the public internet and nowhere else."""
    if isinstance(address, IPv6Address) and (address not in _GLOBAL_UNICAST or address.scope_id):
        return False
    if any(address.version == block.version and address in block for block in _NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast


def check_host(host: str, where: str) -> None:
    """Refuse names and spellings that cannot lead to the public internet, before anything is asked of a resolver.

    `127.1`, `0x7f000001` and `2130706433` are addresses to the C library and names to a filter: none is accepted.
    """
    name = host.strip("[]").rstrip(".").lower()
    if host.startswith("[") or ":" in host:
        literal = _literal(name, where)
    elif _NUMERIC_LABEL.fullmatch(name.rpartition(".")[2]):
        literal = _literal(name, where)
        if host.endswith("."):
            raise RefusedAddress(where, f"{host} is no plain internet address")
    elif "." not in name or _LOCAL_NAME.search(name):
        raise RefusedAddress(where, f"{host or 'an empty host'} is not a public internet name")
    else:
        return
    check_address(literal, host, where)


def _literal(name: str, where: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(name)
    except ValueError as error:
        raise RefusedAddress(where, f"{name} is no plain internet address") from error


def check_address(address: IPv4Address | IPv6Address, host: str, where: str) -> None:
    """Raise RefusedAddress unless the address is public."""
    if not is_public(address):
        raise RefusedAddress(where, f"{host} leads to {address}, which is not a public internet address")


def checked_addresses(found: list[str], host: str, where: str) -> list[str]:
    """The addresses a name resolves to, all of them public.

    One that is not public condemns the name: a name that is both public and private is how rebinding is done.
    """
    if not found:
        raise RefusedAddress(where, f"{host} has no address")
    for text in found:
        check_address(_literal(text, where), host, where)
    return found
