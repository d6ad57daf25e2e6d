#!/usr/bin/python3
"""Every role is killed, alone and all together, and the daemon goes on: the same slots, the same
table of who talks to whom, and submissions that are graded afterwards."""

import os
import signal
import sys
import time

from daemon import ROOT, Daemon

PATIENCE = 60
SOLUTION = (ROOT / "graders/linear-algebra/matmul/submissions/accepted/reference.c").read_bytes()


def expected_roles(daemon):
    """Names and counts of a daemon that is complete; the librarian and its jailer have ended."""
    return {name: len(pids) for name, pids in daemon.roles().items()}


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"not within {PATIENCE} s: {what}"
        time.sleep(0.01)


def complete_again(daemon, full, dead):
    def condition():
        roles = daemon.roles()
        living = {pid for pids in roles.values() for pid in pids}
        return {name: len(pids) for name, pids in roles.items()} == full and not living & set(dead)

    wait_for(f"{full} after the death of {dead}", condition)


def graded(daemon, about):
    status, result, errors = daemon.submit("matmul", "c", SOLUTION)
    assert status == 0, f"{about}: exit {status}: {result} {errors}"


def main():
    with Daemon() as daemon:
        wait_for("the librarian's end", lambda: "graded-libraria" not in daemon.roles())
        full = expected_roles(daemon)
        for name in ("graded-front", "graded-ledger", "graded-signer", "graded-judge", "graded-jailer"):
            assert full.get(name, 0) >= 1, f"{name} is not running: {full}"
        graded(daemon, "at first")

        for name in sorted(full):
            for pid in daemon.roles()[name]:
                os.kill(pid, signal.SIGKILL)
                complete_again(daemon, full, [pid])
                graded(daemon, f"after the death of a {name}")
                print(f"ok - {name}: killed, started again, grades")

        dead = [pid for pids in daemon.roles().values() for pid in pids]
        for pid in dead:
            os.kill(pid, signal.SIGKILL)
        complete_again(daemon, full, dead)
        graded(daemon, "after the death of all")
        print(f"ok - all {len(dead)} killed at once, started again, grades")

        assert "system-call filter" not in daemon.log(), "a role met its system-call filter"
        assert daemon.stop() == 0
        print("ok - exit status 0 after SIGTERM")

        daemon.start()
        dead = [pid for pids in daemon.roles().values() for pid in pids]
        daemon.kill()
        wait_for("the roles' end after the supervisor's", lambda: not any(map(is_alive, dead)))
        print("ok - no role outlives the supervisor")
        daemon.start()
        graded(daemon, "after the supervisor's death")
        print("ok - started again in the same directory, grades")


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


if __name__ == "__main__":
    sys.exit(main())
