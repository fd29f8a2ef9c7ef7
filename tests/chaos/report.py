import random
import time
from pathlib import Path
from typing import Protocol

from django.core.management import call_command

from tests.chaos import editions
from tests.chaos.storm import Plan, Storm


def storm_and_report(plan: Plan, folder: Path, seed: int | None) -> int:
    """Let the storm rage and say what is left; the exit code of the program."""
    say("Making the database …")
    call_command("migrate", verbosity=0)
    editions.let_duplicates_show()
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    say(f"Starting two workers and a dispatcher (--seed {seed}) …")
    storm = Storm(plan, folder, say=say, chance=random.Random(seed))
    began = time.monotonic()
    storm.rage()
    seconds = round(time.monotonic() - began)
    left = editions.tally()
    good = is_whole(plan, storm, left)
    if not good:
        say(storm.complaints())
    say(
        f"{left.executions} executions began, {left.executions - left.done} of them repeats; "
        f"{storm.children_killed} of the killed were pool processes or their PDF programs, "
        f"{storm.kills - storm.children_killed} their parents; {storm.restarts} restarts"
    )
    say(
        f"{left.jobs} jobs: {left.done} done, {left.lost} lost, {left.duplicates} duplicates; "
        f"{storm.kills} kills, {storm.wipes} wipes, {seconds} s"
    )
    return 0 if good else 1


class Strikes(Protocol):
    kills: int
    wipes: int


def is_whole(plan: Plan, storm: Strikes, left: editions.Tally) -> bool:
    """All done once, and the storm was the one that was planned."""
    struck = (storm.kills, storm.wipes) == (plan.kills, plan.wipes)
    return struck and left.done == plan.jobs == left.jobs and not (left.lost or left.duplicates)


def say(line: str) -> None:
    print(line, flush=True)
