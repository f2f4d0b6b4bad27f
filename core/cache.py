"""The cache holds only counts that may be lost, so a broker that is away never fails a request."""

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    """Answers as if empty while Redis is away; what was not written is not missed."""

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive(super().add, True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._forgive(super().get, default, key, default, version=version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive(super().delete, False, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return self._forgive(super().incr, delta, key, delta, version=version)

    @staticmethod
    def _forgive(act: Any, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return act(*args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache.away", error=str(error))
            return otherwise
