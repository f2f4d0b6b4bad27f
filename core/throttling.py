"""Limits on guessing, for pages and API alike; `DEFAULT_THROTTLE_RATES` of the settings says how many."""

from typing import Any

from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class Misses(SimpleRateThrottle):
    """Counts misses of a kind: of each caller, or of everybody at one `target`."""

    num_requests: int
    duration: int  # seconds

    def __init__(self, scope: str, target: str = "") -> None:
        self.scope, self.target = scope, target
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        ident = self.target or self.get_ident(request)
        return str(self.cache_format % {"scope": self.scope, "ident": ident})

    def count(self, request: Any) -> bool:
        """Note a miss; whether the caller may go on guessing."""
        return bool(self.allow_request(request, APIView()))

    def is_over(self, request: Any) -> bool:
        """Whether the caller has guessed too often already; notes nothing."""
        seen = self.cache.get(self.get_cache_key(request, None), [])
        oldest = self.timer() - self.duration
        return sum(instant > oldest for instant in seen) >= self.num_requests
