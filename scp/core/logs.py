"""What a log line is: JSON in production, readable lines on a console.

Lines carry ids (request, user, plan, job), never what a person typed. Addresses that slip in, in
the text of a database error for instance, are blotted out before a line is written.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

EMAIL = re.compile(r"[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# What PostgreSQL adds to an error: the row that failed, with all that a person typed in it.
DETAIL = re.compile(r"DETAIL:.*")
NEVER_LOGGED = ("ip", "user_agent", "correlation_id")


# Set for the length of a request: tells who is signed in once that is known.
user_id: ContextVar[Callable[[], Any] | None] = ContextVar("user_id", default=None)


def add_user_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    ask = user_id.get()
    if ask is not None:
        event.setdefault("user_id", ask())
    return event


def drop_personal_facts(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Libraries bind these by themselves."""
    for key in NEVER_LOGGED:
        event.pop(key, None)
    return event


def blot_addresses(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: _blotted(value) for key, value in event.items()}


def _blotted(value: Any) -> Any:
    if isinstance(value, int | float | None):
        return value
    return EMAIL.sub("[e-mail]", DETAIL.sub("DETAIL: [left out]", str(value)))


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    add_user_id,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    drop_personal_facts,
]


def _finish(log_format: str) -> list[Processor]:
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        # Without local variables: they hold form data.
        structlog.processors.format_exc_info,
        blot_addresses,
        renderer,
    ]


def config(log_format: str, level: str) -> dict[str, Any]:
    """The value of settings.LOGGING; also sets structlog up to write through it."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": _finish(log_format),
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # The request log says the same without the address's query and keys.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL", "propagate": True, "handlers": []},
            # One line a job comes from scp.jobs, with the job's id.
            "django_structlog.celery": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }
