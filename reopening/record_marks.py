"""What of a record somebody had before their eyes, in a few characters: other values, another mark."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def mark_of(record: Model, fields: Iterable[str]) -> str:
    """For a record that has no revision of its own; names no value."""
    values: dict[str, Any] = {name: record._meta.get_field(name).value_from_object(record) for name in fields}  # type: ignore[union-attr]
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]
