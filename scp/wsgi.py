"""The web process: `gunicorn scp.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from scp.checks import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp.settings")
application = get_wsgi_application()
refuse_unsafe_production()
