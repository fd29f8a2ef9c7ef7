"""The product's settings with the bare pages beside its own, for the servers that are measured."""

from scp.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
