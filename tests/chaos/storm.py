"""What strikes: kills of random worker processes and wipes of the broker, while work goes on."""

import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import redis

from scp.embedded.host import until
from scp.jobs.choices import State
from scp.jobs.models import Job
from tests.chaos import editions
from tests.chaos.processes import Process, dispatcher, kill, worker

WORKERS = 2
CONCURRENCY = 1
PATIENCE = 900.0


@dataclass(frozen=True)
class Plan:
    """How much of what. Strikes are spread evenly over the work."""

    jobs: int = 60
    kills: int = 20
    wipes: int = 5
    batch: int = 10


class Supervisor:
    """Starts the processes again when they die, as systemd or Docker would."""

    def __init__(self, processes: list[Process]) -> None:
        self.processes = processes
        self.restarts = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        for process in self.processes:
            process.start()
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            for process in self.processes:
                if not process.is_running():
                    process.start()
                    self.restarts += 1

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        for process in self.processes:
            process.stop()


@dataclass
class Storm:
    plan: Plan
    folder: Path
    say: Callable[[str], None]
    chance: random.Random = field(default_factory=random.Random)
    kills: int = 0
    wipes: int = 0
    children_killed: int = 0

    def __post_init__(self) -> None:
        names = [f"worker{n}" for n in range(1, WORKERS + 1)]
        self._workers = [
            worker({}, self.folder / f"{name}.log", concurrency=CONCURRENCY) for name in names
        ]
        self._dispatcher = dispatcher({}, self.folder / "dispatcher.log")
        self._supervisor = Supervisor([*self._workers, self._dispatcher])
        self._broker = redis.Redis.from_url(os.environ["REDIS_URL"])

    def rage(self) -> None:
        """Until every strike has struck and nothing is left to do, or patience is at its end."""
        self._supervisor.start()
        try:
            ready = until(lambda: all(" ready" in w.output() for w in self._workers), 60)
            assert ready, "\n".join(w.output() for w in self._workers)
            deadline = time.monotonic() + PATIENCE
            while not self._is_over() and time.monotonic() < deadline:
                self._step()
                time.sleep(0.1)
        finally:
            self._supervisor.stop()

    def _is_over(self) -> bool:
        asked = Job.objects.count() >= self.plan.jobs
        struck = (self.kills, self.wipes) == (self.plan.kills, self.plan.wipes)
        return asked and struck and not Job.objects.unfinished().exists()

    def _step(self) -> None:
        asked, done = Job.objects.count(), editions.done_count()
        if asked < self.plan.jobs and asked - done < self.plan.batch:
            editions.make_jobs(asked + 1, min(asked + self.plan.batch, self.plan.jobs))
            self.say(
                f"{done} of {self.plan.jobs} done; {self.kills} kills, {self.wipes} wipes so far"
            )
        progress = done / self.plan.jobs
        if self.kills < self.plan.kills and progress >= self.kills / (self.plan.kills + 1):
            self._kill_one()
        if self.wipes < self.plan.wipes and progress >= (self.wipes + 0.5) / (self.plan.wipes + 1):
            self._broker.flushall()
            self.wipes += 1

    def _kill_one(self) -> None:
        """Only while somebody works: a kill of idle processes would prove nothing."""
        if not Job.objects.filter(state=State.RUNNING).exists():
            return
        parents = [w.pid for w in self._workers if w.is_running()]
        children = [pid for w in self._workers for pid in w.children()]
        victim = self.chance.choice([*parents, *children] or [0])
        if victim and kill(victim):
            self.kills += 1
            self.children_killed += victim in children

    @property
    def restarts(self) -> int:
        return self._supervisor.restarts

    def complaints(self) -> str:
        """The last lines of every process's log, for a run that lost something."""
        processes = [*self._workers, self._dispatcher]
        return "\n\n".join("\n".join(p.output().splitlines()[-40:]) for p in processes)
