"""How the product logs: structured, with request ids, without anybody's secrets."""

import re
from typing import Any

import structlog

# A personal code is an address of the API, and a link's token one of the pages: neither belongs into a log.
SECRET_PATHS = re.compile(r"(/declarations/|/d/)[^/\s?]{20,}")


def hide_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Cut secrets out of the addresses of requests."""
    if isinstance(address := event.get("request"), str):
        event["request"] = SECRET_PATHS.sub(r"\1…", address)
    return event


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Django's `LOGGING`; structlog is set up to match."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        hide_secrets,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "desk": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else renderer,
                "foreign_pre_chain": processors,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "desk"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            # Else a page of traceback for each signature that no known authority vouches for.
            "pyhanko": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "ERROR"},
        },
    }
