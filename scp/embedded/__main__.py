"""Look at the embedded servers, stop them, or run a command that needs them."""

import argparse
import subprocess
import sys
from pathlib import Path

from scp.embedded import DATA, EmbeddedError, Servers, running
from scp.embedded.host import living


def status(servers: Servers) -> int:
    """Exit code 0 when both servers answer."""
    servers.load()
    answering = 0
    for server in servers.all:
        state = "answers" if server.answers() else "is stopped"
        if state == "is stopped" and living(server.workplace):
            state = "does not answer"
        answering += state == "answers"
        print(f"{server.title} at 127.0.0.1:{server.port or '-'} {state}")
    return 0 if answering == len(servers.all) else 1


def stop(servers: Servers) -> int:
    servers.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (servers.folder / "users.lock").open("a") as users:
        if servers.stop_unused(users):
            return 0
    print("The embedded servers are in use: stop the demo or the tests first.", file=sys.stderr)
    return 1


def run(servers: Servers, command: list[str]) -> int:
    with running(servers.folder), subprocess.Popen(command) as child:
        try:
            return child.wait()
        except BaseException:
            child.terminate()
            raise


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scp.embedded", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("status", help="say whether the servers answer")
    actions.add_parser("stop", help="stop them, unless they are in use")
    runner = actions.add_parser("run", help="run a command with DATABASE_URL and REDIS_URL set")
    runner.add_argument("command", nargs=argparse.REMAINDER)
    parser.add_argument("--folder", type=Path, default=DATA, help="where the servers live")
    arguments = parser.parse_args()
    servers = Servers(arguments.folder)
    if arguments.action == "run":
        return run(servers, arguments.command)
    return {"status": status, "stop": stop}[arguments.action](servers)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EmbeddedError as error:
        sys.exit(str(error))
