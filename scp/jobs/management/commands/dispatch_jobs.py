import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from scp.jobs.dispatching import Dispatcher, dispatch


class Command(BaseCommand):
    help = "Send waiting jobs to the workers, until stopped. Several may run at the same time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="make one pass and stop")

    def handle(self, *, once: bool, **options: Any) -> None:
        # Named in settings, because a room may not import the application above it.
        app = import_string(settings.JOB_CELERY_APP)
        if once:
            done = dispatch(app)
            words = _("{sent} sent, {unsent} not sent, {swept} swept")
            self.stdout.write(words.format(sent=done.sent, unsent=done.unsent, swept=done.swept))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        Dispatcher(app, stop).run()
