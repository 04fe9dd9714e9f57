"""Where a connection may go. Inside addresses only when the operator has named them: a settings page must not become
a way into the machine's own network. The checked address is the one that is connected to, so no second look-up counts.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

from zhiben.kernel.net.failures import NotSent, TargetRefused

Address = IPv4Address | IPv6Address
NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """A place to connect to: already looked up and allowed. ``inside``: it is there because the operator named it."""

    host: str
    port: int
    address: str
    inside: bool


def find_target(host: str, port: int) -> Target:
    """Raises NotSent when there is no such host, TargetRefused when none of its addresses may be reached."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent("找不到这个主机") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if is_named(address, port, settings.INTERNAL_TARGETS):
            return Target(host, port, address, inside=True)
        if is_public(address):
            return Target(host, port, address, inside=False)
    raise TargetRefused("地址在内部网络，没有列入允许的范围")


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet, also when it is wrapped in another kind of address."""
    address = ip_address(text.partition("%")[0])
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in _unwrapped(address))


def is_named(text: str, port: int, allowed: Iterable[str]) -> bool:
    """Whether the operator's list names it: ``10.2.0.0/16``, ``127.0.0.1:2525``, ``[fd00::5]:25``."""
    address = ip_address(text.partition("%")[0])
    return any(_names(entry.strip(), address, port) for entry in allowed if entry.strip())


def _names(entry: str, address: Address, port: int) -> bool:
    net, _, only = entry.rpartition(":") if _has_port(entry) else (entry, "", "")
    try:
        network = ip_network(net.strip("[]"), strict=False)
    except ValueError:
        return False
    return address.version == network.version and address in network and (not only or only == str(port))


def _has_port(entry: str) -> bool:
    return "]:" in entry or entry.count(":") == 1


def _unwrapped(address: Address) -> list[Address]:
    found: list[Address] = [address]
    if isinstance(address, IPv6Address):
        found += [inner for inner in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if inner]
        if address.ipv4_mapped:
            found.remove(address)
        if address in NAT64:
            found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found
