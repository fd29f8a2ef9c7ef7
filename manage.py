#!/usr/bin/env python
"""Django's commands, with the embedded servers where no others are named."""

import os
import sys
from contextlib import nullcontext


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp.settings")
    from scp import embedded

    production = os.environ.get("SCP_ENVIRONMENT") == "production"
    try:
        with nullcontext() if production else embedded.running():
            from django.core.management import execute_from_command_line

            from scp.checks import refuse_unsafe_production

            refuse_unsafe_production()
            execute_from_command_line(sys.argv)
    except embedded.EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
