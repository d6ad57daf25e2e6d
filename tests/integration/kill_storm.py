#!/usr/bin/python3
"""Processes of a loaded daemon are killed at random, and nothing that was accepted is lost, graded
twice or graded wrongly.

usage: kill_storm.py [--kills N] [--seed S]   with the built tree in $BUILD (default: build)

A client keeps submissions of known verdicts in flight, sends again what has no answer and acks what
comes. Meanwhile SIGKILL meets every role, the boxes, what runs in them (candidates, graders,
compilers), and every eighth time the supervisor, which is then started again in the same directory.
At the end the client's books, the journal and the signatures have to agree."""

import argparse
import collections
import hashlib
import os
import pathlib
import random
import signal
import sqlite3
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "client")]
from client import generate  # noqa: E402
from daemon import ROOT, Daemon  # noqa: E402
from load import Load  # noqa: E402
from test_client import connect, openssl_verifies  # noqa: E402

KINDS = ("front", "ledger", "signer", "judge", "jailer", "box", "run", "busy", "compiler")
PATIENCE = 120
PAUSE = 0.6  # seconds between two kills, on average; a daemon needs about as long to be complete again
IN_FLIGHT = 32
SIGNATURES = 40
# The killer and not the daemon decides how often one submission is hit.
CONFIG = "limits: {attempts: 20}\n"
LISTS, STRINGS, LAYERS = (f"graders/{path}/submissions" for path in (
    "algorithms/reverse-linked-list", "algorithms/first-unique-char", "neural-networks/batchnorm"))
CASES = [(path.split("/")[-2], language, (ROOT / path / f"{file}.{suffix}").read_text(), verdict)
         for path, wrong in ((LISTS, "old_head"), (STRINGS, "last_unique"), (LAYERS, "momentum_swapped"))
         for language, suffix in (("c", "c"), ("python", "py"))
         for file, verdict in (("accepted/reference", "ACCEPTED"), (f"wrong_answer/{wrong}", "WRONG_ANSWER"))]


# ---- processes -------------------------------------------------------------------------------------

def look(pid):
    """(name, start time, state) of a living process, None of another one."""
    try:
        head, _, tail = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = tail.split()
    return None if fields[0] in "ZX" else (head.partition("(")[2], fields[19], fields[0])


def children(pid):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def below(pid):
    return [one for child in children(pid) for one in (child, *below(child))]


def kinds(supervisor):
    """{kind: [(pid, start time)]} of everything below the supervisor. What a box runs is a "run", while it
    has a processor "busy": a candidate or a grader at work and not one that waits for its task."""
    found = collections.defaultdict(list)

    def add(kind, pid):
        identity = look(pid)
        if identity:
            name, started, state = identity
            kind = kind or ("compiler" if name != "graded-box" else "busy" if state == "R" else "run")
            found[kind].append((pid, started))

    for pid in children(supervisor):
        identity = look(pid)
        if not identity:
            continue
        add(identity[0].removeprefix("graded-"), pid)
        for box in children(pid):
            add("box", box)
            for run in below(box):
                add(None, run)
    return found


def kill(pid, started):
    """False if it had ended by itself."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        identity = look(pid)
        if not identity or identity[1] != started:
            return False
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        return True
    finally:
        os.close(handle)


# ---- the storm -------------------------------------------------------------------------------------

class Storm:
    def __init__(self, daemon, load, rng):
        self.daemon, self.load, self.rng = daemon, load, rng
        self.killed = collections.Counter()
        self.bag = []

    def strike(self):
        """Kills one process of the next kind; while there is none, the load goes on."""
        if not self.bag:
            self.bag = self.rng.sample(KINDS, len(KINDS))
        kind = self.bag.pop()
        end = time.monotonic() + PATIENCE
        while True:
            found = kinds(self.daemon.process.pid)[kind]
            if found and kill(*self.rng.choice(found)):
                self.killed[kind] += 1
                return
            assert self.daemon.process.poll() is None, "the supervisor has ended"
            assert time.monotonic() < end, f"no {kind} within {PATIENCE} s"
            self.load.step(0.002)

    def strike_supervisor(self):
        family = [one for family in kinds(self.daemon.process.pid).values() for one in family]
        self.daemon.kill()
        end = time.monotonic() + PATIENCE
        while left := [one for one in family if (look(one[0]) or (0, 0))[1] == one[1]]:
            assert time.monotonic() < end, f"processes outlive the supervisor: {[(p, look(p)) for p, _ in left]}"
            self.load.step(0.005)
        self.killed["supervisor"] += 1
        self.daemon.start()

    def run(self, kills):
        for number in range(1, kills + 1):
            end = time.monotonic() + min(self.rng.expovariate(1 / PAUSE), 5 * PAUSE)
            while (left := end - time.monotonic()) > 0:
                self.load.step(left)
            if number % 8 == 0:
                self.strike_supervisor()
            else:
                self.strike()


# ---- the books -------------------------------------------------------------------------------------

def check_results(daemon, load, rng):
    for flight in load.flights.values():
        result = load.pb.Result()
        result.ParseFromString(flight.payload())
        about = f"{flight.id} ({flight.question}, {flight.language}, attempt {result.attempt})"
        assert load.pb.Verdict.Name(result.verdict) == flight.verdict, \
            f"{about} is {load.pb.Verdict.Name(result.verdict)} and not {flight.verdict}: {result.message} " \
            f"{[t.message for t in result.tests if t.message][:3]} {result.diagnostics[:500]}"
        assert (result.id, result.question, result.language) == (flight.id, flight.question, flight.language), about
        assert result.source_digest == hashlib.sha256(flight.source).digest(), f"{about}: another source"
        flight.attempt = result.attempt
    print(f"ok - each of {len(load.flights)} accepted submissions has one result with the verdict it deserves")
    sample = rng.sample(sorted(load.flights), min(SIGNATURES, len(load.flights)))
    for identity in sample:
        assert openssl_verifies(load.flights[identity].envelope, daemon.directory / "keys/signing.pub.pem") is not None, \
            f"{identity}: openssl finds the signature wrong"
    print(f"ok - openssl finds {len(sample)} of their signatures valid")


def check_journal(daemon, load):
    journal = sqlite3.connect(f"file:{daemon.directory}/state/journal.db?mode=ro", uri=True)
    rows = journal.execute("SELECT id, state, envelope, envelope_digest FROM submission LEFT JOIN result USING(seq)").fetchall()
    assert len(rows) == len(load.flights) and {row[0] for row in rows} == set(load.flights), \
        f"{len(rows)} in the journal, {len(load.flights)} accepted"
    for identity, state, envelope, digest in rows:
        assert state == 2, f"{identity}: state {state}"
        assert envelope == load.flights[identity].envelope, f"{identity}: the journal has another result"
        assert digest == hashlib.sha256(envelope).digest(), f"{identity}: the digest is another"
    unacked = journal.execute("SELECT count(*) FROM outbox").fetchone()[0]
    assert unacked == 0, f"{unacked} results are still to be delivered"
    journal.close()
    print(f"ok - the journal has exactly these {len(rows)}, all done, all acked")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    rng, began = random.Random(options.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as generated, Daemon(CONFIG) as daemon:
        daemon.wait_for_bank()
        pb = generate(ROOT / "proto/graded.proto", generated)
        with connect(pb, daemon) as client:
            load = Load(pb, client, CASES, IN_FLIGHT, rng)
            storm = Storm(daemon, load, rng)
            storm.run(options.kills)
            print(f"ok - {options.kills} kills survived", flush=True)
            load.finish(PATIENCE)
        family = below(daemon.process.pid)
        assert daemon.stop() == 0, "exit status after SIGTERM"
        assert not [pid for pid in family if look(pid) and look(pid)[0].startswith("graded")], "a process was left"
        print("ok - exit status 0 after SIGTERM, no process is left")
        check_results(daemon, load, rng)
        check_journal(daemon, load)
        assert "system-call filter" not in daemon.log(), "a role met its system-call filter"
        missed = [kind for kind in (*KINDS, "supervisor") if not storm.killed[kind]]
        assert not missed or options.kills < 20, f"never killed: {missed}"
        again = sum(flight.attempt > 1 for flight in load.flights.values())
        print(f"ok - kill storm: {storm.killed.total()} killed ({', '.join(f'{k} {n}' for k, n in storm.killed.items())}), "
              f"{len(load.flights)} accepted, {load.delivered} results delivered and {load.repeated} of them again, "
              f"{again} graded more than once, {load.resent} messages sent again, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
