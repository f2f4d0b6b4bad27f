"""
The one-time code a firm shows the courier. Pure.

The code itself is stored nowhere: it is a keyed hash of the stop's random nonce, so a copy of the database
alone does not open a single hand-over, and the firm's page can still show it.
"""

from __future__ import annotations

import hmac
import re
import secrets
from hashlib import sha256

DIGITS = 6
MAX_TRIES = 10
_SEPARATORS = re.compile(r"[\s\-]+")


def new_nonce() -> str:
    """128 random bits, new for every stop and every renewed code."""
    return secrets.token_hex(16)


def code_for(nonce: str, *, key: bytes) -> str:
    """Six digits derived from the nonce under the installation's key."""
    digest = hmac.new(key, b"hand-over:" + nonce.encode(), sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def matches(typed: str, nonce: str, *, key: bytes) -> bool:
    """Compare in constant time what the courier typed; spaces and hyphens do not count."""
    cleaned = _SEPARATORS.sub("", typed)[: DIGITS + 1]
    return hmac.compare_digest(cleaned.encode("utf-8", "replace"), code_for(nonce, key=key).encode())
