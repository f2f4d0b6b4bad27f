"""A limit on guessing: only addresses that do not exist are counted; a true one is always answered."""

from typing import Any

from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class Misses(SimpleRateThrottle):
    """Counts misses per caller; `settings` says how many a minute."""

    scope = "verify_misses"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return str(self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)})

    def count(self, request: Any) -> bool:
        """Note a miss; whether the caller may go on guessing."""
        return bool(self.allow_request(request, APIView()))
