"""The web process: `gunicorn scp.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import reverse

from scp.checks import refuse_unsafe_production


def read_ahead() -> None:
    """Read the code behind every route, and every template: about two seconds.

    gunicorn loads this module once and then parts into workers (preload_app), so the first reader
    of each worker does not wait for it, and the workers share the memory. Nothing here may start a
    thread or open a connection: neither would survive the parting.
    """
    reverse("home")
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp.settings")
application = get_wsgi_application()
refuse_unsafe_production()
read_ahead()
