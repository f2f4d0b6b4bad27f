"""One way to make a hash over plain facts. Pure."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def digest(facts: Any) -> str:
    """SHA-256 (hex) over canonical JSON: sorted keys, no spaces."""
    words = json.dumps(
        facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )
    return hashlib.sha256(words.encode()).hexdigest()
