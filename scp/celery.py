"""The Celery application of workers and dispatchers. Web processes never load it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp.settings")

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

from scp.checks import refuse_unsafe_production

refuse_unsafe_production()
app = Celery("scp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logging(**_options: object) -> None:
    """Being connected is enough: Celery then leaves the configuration in settings.LOGGING alone."""
    settings.LOGGING  # noqa: B018  (reading a setting makes Django configure logging)
