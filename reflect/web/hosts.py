"""Whether a request is meant for us: a page elsewhere can make a browser ask us under a name of its own.

Such a name (DNS rebinding) stands in `Host`, and a page of somebody else's in `Origin`. Numbers cannot be
given to another machine, so where others may come in, any number is right, and our own name.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

HTTP_PORT = 80
_LOOPBACK_NAME = "localhost"


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach what listens there."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == _LOOPBACK_NAME


def is_everywhere(host: str) -> bool:
    """Whether it stands for every address of this machine: `0.0.0.0`, `::`."""
    try:
        return ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def in_address(host: str) -> str:
    """The host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def is_ours(given: str, *, listening: str, port: int) -> bool:
    """Whether a `Host` header names us, where we listen."""
    try:
        parts = urlsplit(f"//{given}")
        name, asked = parts.hostname or "", parts.port or HTTP_PORT
    except ValueError:
        return False
    if asked != port or parts.username is not None or parts.path:
        return False
    if is_loopback(listening):
        return is_loopback(name)
    try:
        ip_address(name)
    except ValueError:
        return name == listening.lower() or name == _LOOPBACK_NAME
    return True


def same_origin(origin: str, host: str) -> bool:
    """Whether an `Origin` header is the page that we gave out under this `Host`."""
    return origin.lower() == f"http://{host.lower()}"
