"""Which addresses may be fetched: the open internet's web ports, and nothing inside the house."""

import ipaddress
import re

import httpx

from corpus.errors import ArticleError

PORTS = (80, 443)
_CLOSED = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10", "::/96"))
)  # special, though Python may call them global
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str, port: int) -> bool:
    """Whether an address belongs to the open internet, whatever it is wrapped in (mapped, 6to4, Teredo, NAT64)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner), port)
    closed = ip.is_multicast or ip.is_reserved or ip.is_unspecified or any(ip in network for network in _CLOSED)
    return ip.is_global and not closed and port in PORTS


def checked(url: str) -> httpx.URL:
    """A web address in parts, its host in ASCII. Raises ArticleError for another scheme, or a name and password."""
    try:
        named = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise ArticleError("it is no address that can be fetched; check it") from None
    if named.scheme not in ("http", "https") or not named.host or named.userinfo:
        raise ArticleError("only http and https addresses can be fetched; send one of those")
    return named


def plain(url: str) -> str:
    """The same address with its host in ASCII (punycode), as it is kept and shown: other letters can look like any host."""
    return url if _host_of(url).isascii() else str(checked(url))


def typed(url: str) -> str:
    """An address that a person gave. Raises ArticleError where its host is in other letters, with the host that it really is.

    A Cyrillic a looks like a Latin one: who means such a host says so by giving the address with its plain name.
    """
    host = checked(url).raw_host.decode()
    if not _host_of(url).isascii():
        raise ArticleError(
            f"its host is {host} in plain letters, and may not be the one it looks like; if it is meant, give the address with {host}"
        )
    return url


def _host_of(url: str) -> str:
    """Host and port as they stand in an address."""
    found = re.match(r"[^/?#]*//([^/?#]*)", url)
    return found.group(1) if found else ""
