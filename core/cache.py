"""The cache holds only counts for limits. A broker that is away never fails a request, nor lifts a limit."""

import time
from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

ASK_AGAIN = 5.0  # seconds; until then nobody waits for a broker that did not answer


class ForgivingRedisCache(RedisCache):
    """Answers from the cache `spare` while Redis is away; as if empty where that cannot be written either."""

    _away_until = 0.0  # on the monotonic clock

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("add", True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._forgive("get", default, key, default, version=version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("delete", False, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return self._forgive("incr", delta, key, delta, version=version)

    def _forgive(self, act: str, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), act)(*args, **kwargs)
            except (RedisError, OSError) as error:
                log.warning("cache.away", error=str(error))
                self._away_until = time.monotonic() + ASK_AGAIN
        try:
            return getattr(caches["spare"], act)(*args, **kwargs)
        except OSError as error:
            log.warning("cache.spare_away", error=str(error))
            return otherwise
