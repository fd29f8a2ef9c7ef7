"""For a server that speaks ASGI. WSGI measured faster: every view here is synchronous."""

import os

from django.core.asgi import get_asgi_application

from scp.checks import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp.settings")
application = get_asgi_application()
refuse_unsafe_production()
