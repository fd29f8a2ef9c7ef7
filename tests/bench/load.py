"""A small load generator: keep-alive connections over bare sockets, one thread each."""

import socket
import threading
import time
from dataclasses import dataclass, field

TIMEOUT = 30  # seconds for one answer


@dataclass(frozen=True)
class Request:
    """What is asked for, and the status that counts as an answer."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200

    def raw(self, port: int) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


class WrongAnswerError(Exception):
    """The server answered something else than it was asked for: the figures would mean nothing."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One keep-alive connection; opened again when the server closes it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: Request) -> Answer:
        self.socket.sendall(request.raw(self.port))
        head = b""
        while b"\r\n\r\n" not in head:
            part = self.socket.recv(262_144)
            if not part:
                raise WrongAnswerError(f"{request.path}: the server hung up.")
            head += part
        head, _, body = head.partition(b"\r\n\r\n")
        answer = _parsed(head)
        parts, have = [body], len(body)
        length = 0 if answer.status == 304 else int(answer.headers["content-length"])
        while have < length:
            part = self.socket.recv(262_144)
            parts.append(part)
            have += len(part)
        answer.body = b"".join(parts)
        if answer.headers.get("connection") == "close":
            self.socket.close()
            self._open()
        if answer.status != request.status:
            raise WrongAnswerError(f"{request.path}: {answer.status}, not {request.status}.")
        return answer

    def close(self) -> None:
        self.socket.close()


def _parsed(head: bytes) -> Answer:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Answer(int(first.split()[1]), {n.lower(): v.strip() for n, _, v in pairs}, b"")


@dataclass
class Figures:
    """Times of answers in seconds, and how long the whole took."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rps(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    def add(self, other: "Figures") -> None:
        self.times += other.times
        self.seconds += other.seconds


def fire(port: int, request: Request, *, seconds: float, connections: int = 2) -> Figures:
    """Ask as fast as the server answers, for some seconds."""
    figures = Figures()
    end = time.perf_counter() + seconds
    failures: list[BaseException] = []

    def ask() -> None:
        connection = Connection(port)
        try:
            while (started := time.perf_counter()) < end:
                connection.ask(request)
                figures.times.append(time.perf_counter() - started)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    figures.seconds = time.perf_counter() - started
    if failures:
        raise failures[0]
    return figures


def times_of(port: int, request: Request, *, count: int) -> Figures:
    """Ask `count` times, one after another, over one connection."""
    figures = Figures()
    connection = Connection(port)
    started = time.perf_counter()
    for _ in range(count):
        asked = time.perf_counter()
        connection.ask(request)
        figures.times.append(time.perf_counter() - asked)
    figures.seconds = time.perf_counter() - started
    connection.close()
    return figures
