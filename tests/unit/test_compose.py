"""The production files, as far as they can be held to the code without a container engine."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from scp.core import tables

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "scp-app")
SETTINGS_PAGE = (ROOT / "docs" / "runbooks" / "settings.md").read_text()
# Variables of server programs, with the file that makes the program read them.
OF_PROGRAMS = {
    "PORT": "gunicorn's own: the address it binds to",
    "WEB_CONCURRENCY": "gunicorn's own: its number of processes",
}


def variables_of_settings() -> set[str]:
    text = (ROOT / "scp" / "settings.py").read_text()
    return set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', text))


def makefile_command(target: str) -> list[str]:
    """What `make target` runs, without the part that starts the embedded servers."""
    rules = re.search(rf"^{target}:.*\n\t@(.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert rules, f"the Makefile has no target {target}"
    return shlex.split(rules[1].removeprefix("$(WITH_SERVERS) "))


def published(value: object) -> str:
    return str(value).split("${", 1)[0]


def test_our_processes_are_all_there():
    assert OURS == ["dispatcher", "migrate", "web", "worker"]
    assert {"postgres", "valkey", "proxy"} < set(SERVICES)


@pytest.mark.parametrize("name", OURS)
def test_sets_only_variables_that_settings_or_a_server_program_reads(name):
    unread = set(SERVICES[name]["environment"]) - variables_of_settings() - set(OF_PROGRAMS)
    assert not unread


def test_settings_variables_are_found():
    assert {"SECRET_KEY", "DATABASE_URL", "STATIC_ROOT", "EMAIL_URL"} <= variables_of_settings()


@pytest.mark.parametrize("name", ["web", "worker", "dispatcher"])
def test_runs_what_the_makefile_runs(name):
    assert SERVICES[name]["command"] == makefile_command(name)


@pytest.mark.parametrize("page", ["production", "jobs"])
def test_the_runbooks_start_workers_for_every_queue(page):
    text = (ROOT / "docs" / "runbooks" / f"{page}.md").read_text()
    queues = re.findall(r"celery -A scp worker -Q (\S+)", text)
    command = makefile_command("worker")
    assert queues
    assert set(queues) == {command[command.index("-Q") + 1]}


def test_the_image_starts_the_web_process_by_itself():
    command = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [yaml.safe_load(found) for found in command] == [SERVICES["web"]["command"]]


def test_no_image_of_ours_ends_as_root():
    stages = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]
    assert [stage.split()[2] for stage in stages] == ["app", "proxy"]
    for stage in stages:
        user = re.findall(r"^USER (\d+)", stage, re.MULTILINE)
        assert user, stage
        assert int(user[-1]) > 0


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_servers_that_are_not_ours_name_an_unprivileged_user(name):
    assert SERVICES[name]["user"] == name


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_container_is_confined(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_what_keeps_running_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_the_proxy_takes_what_the_application_takes_and_little_more(settings):
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    megabytes = re.findall(r"^\s*max_size (\d+)MB$", text, re.MULTILINE)
    assert len(megabytes) == 1
    assert 0 < int(megabytes[0]) * 1_000_000 - settings.LARGEST_BODY <= 2_000_000
    assert settings.LARGEST_BODY > 2 * tables.MAX_BYTES


def test_the_one_proxy_is_trusted_and_counted():
    assert [name for name, service in SERVICES.items() if service["image"] == "scp-proxy"] == [
        "proxy"
    ]
    assert SERVICES["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "1"


def test_secrets_have_no_default():
    text = (ROOT / "docker-compose.yml").read_text()
    for variable in ("SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"):
        assert f"${{{variable}:?" in text
        assert f"${{{variable}:-" not in text
        assert f"${{{variable}-" not in text
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if variable.endswith(("PASSWORD", "SECRET_KEY")):
                assert published(value) == "", f"{name} carries {variable}"


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "valkey"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_every_volume_is_declared():
    mounted = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    assert mounted == set(COMPOSE["volumes"])


def test_health_checks_ask_addresses_that_exist(settings):
    from django.urls import resolve

    for name in ("web", "dispatcher"):
        address = SERVICES[name]["healthcheck"]["test"][-1]
        path = "/" + address.split("/", 3)[3]
        resolve(path)  # raises when nobody answers there
        exempt = settings.SECURE_REDIRECT_EXEMPT
        assert any(re.match(pattern, path.lstrip("/")) for pattern in exempt)
        host = address.split("/")[2].split(":")[0]
        assert host in SERVICES[name]["environment"]["ALLOWED_HOSTS"].split(",")


def test_everything_the_image_copies_exists():
    kept = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    missing = [name for name in kept if not (ROOT / name).exists()]
    assert missing in ([], ["locale"])


def test_the_page_of_settings_lists_every_variable():
    listed = set(re.findall(r"^\| `([A-Z_]+)`", SETTINGS_PAGE, re.MULTILINE))
    assert variables_of_settings() <= listed
    programs = {"PORT", "WEB_CONCURRENCY", "WEB_THREADS", "CHROME_PATH", "PYTHON"}
    assert listed - variables_of_settings() == programs
