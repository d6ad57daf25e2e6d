#!/usr/bin/python3
"""Hostile programs against the real judge: each must get the verdict that its header names, and
must leave no trace outside of its box.

usage: run.py [--build DIR] [--jobs N] [--verbose] [NAME ...]
Only programs whose path contains one of the NAMEs, if there are any. Exit status 1 if one of them
got through, was misjudged, or is not described."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from prove import prove  # noqa: E402
from watch import Watch  # noqa: E402

BANK = HERE / "bank"
QUESTIONS = ("sum", "negate")
LIMIT_SECONDS = 90
BREACH = "BREACH"
VERDICTS = {
    "accepted", "bad_output", "compile_error", "input_mutated", "memory_limit", "nondeterministic",
    "output_limit", "runtime_error", "security_violation", "time_limit", "wrong_answer"}


class Attack:
    """One program with what its first comment says."""

    def __init__(self, path):
        self.path, self.name = path, f"{path.parent.name}/{path.name}"
        text = path.read_text()
        comment = re.match(r"/\*(.*?)\*/" if path.suffix == ".c" else r'"""(.*?)"""', text, re.S)
        if not comment:
            raise ValueError(f"{self.name}: does not begin with a comment")
        fields = re.findall(r"^[ *]*(question|verdict|rlimit|message|effect): *(.*?) *$", comment[1], re.M)
        values = dict(fields)
        self.question = values.get("question", "sum")
        self.verdicts = set(values.get("verdict", "").split())
        # Without control groups memory is refused, not taken away: a program may survive that.
        self.without_groups = set(values.get("rlimit", "").split())
        self.message = values.get("message")
        self.effects = values.get("effect", "").split()
        if not self.verdicts or (self.verdicts | self.without_groups) - VERDICTS:
            raise ValueError(f"{self.name}: verdict: {sorted(self.verdicts | self.without_groups)}")
        if not self.effects or set(self.effects) - Watch.EFFECTS:
            raise ValueError(f"{self.name}: effect: {self.effects}, known: {sorted(Watch.EFFECTS)}")
        if self.question not in QUESTIONS:
            raise ValueError(f"{self.name}: question: {self.question}")


class Judge:
    """The judge of `gradectl grade`: the daemon's own, one process tree a program."""

    def __init__(self, build, scratch, watch):
        self.gradectl, self.store, self.watch = build / "gradectl", scratch / "store", watch
        subprocess.run([self.gradectl, "bank", "build", "--bank", BANK, "--store", self.store],
                       check=True, stdout=subprocess.DEVNULL, timeout=LIMIT_SECONDS)

    def grade(self, attack):
        """What is wrong with the way this program was judged: a list of words."""
        command = [self.gradectl, "grade", "--bank", BANK, "--store", self.store, "--question",
                   attack.question, "--staff", "--json", attack.path]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            return [f"no verdict within {LIMIT_SECONDS} s"], None
        problems = self.watch.find_secret(done.stdout + done.stderr)
        if done.returncode not in (0, 1):
            return problems + [f"gradectl: exit {done.returncode}: {done.stderr.decode()[-600:]}"], None
        result = json.loads(done.stdout)
        return problems + judge_result(attack, result), result


def messages(result):
    return [result["message"]] + [test["message"] for test in result["tests"]]


def judge_result(attack, result):
    problems, text = [], "\n".join(messages(result))
    if attack.without_groups and result["accounting"] == "rlimit":
        return [] if result["verdict"] in attack.without_groups and BREACH not in text else [
            f"verdict {result['verdict']}, expected {' or '.join(sorted(attack.without_groups))} without control groups"]
    if result["verdict"] not in attack.verdicts:
        problems.append(f"verdict {result['verdict']}, expected {' or '.join(sorted(attack.verdicts))}")
    if BREACH in text:
        problems.append("it got through")
    if attack.message and not re.search(attack.message, text + "\n" + result["diagnostics"], re.M):
        problems.append(f"no message like /{attack.message}/")
    if problems:
        problems.append(f"message: {result['message']!r} {result['diagnostics'][:300]!r}")
    return problems


def find_attacks(names):
    paths = sorted(p for suffix in ("c", "py") for p in HERE.glob(f"*/*.{suffix}"))
    paths = [p for p in paths if p.parent.name not in ("bank", "__pycache__")]
    chosen = [p for p in paths if not names or any(name in str(p.relative_to(HERE)) for name in names)]
    return [Attack(path) for path in chosen]


def run_alone(attacks, judge, watch, options):
    """Each program in a judge of its own; returns those that failed."""
    failed = []
    def grade(attack):
        started = time.monotonic()
        problems, result = judge.grade(attack)
        return attack, problems + watch.find_traces(), result, time.monotonic() - started
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for attack, problems, result, seconds in pool.map(grade, attacks):
            if problems:
                failed.append(attack)
                print(f"FAILED - {attack.name}: " + "; ".join(problems), flush=True)
            elif options.verbose or not sys.stdout.isatty():
                print(f"ok - {attack.name}: {result['verdict']}: {result['message']!r} {seconds:.2f} s", flush=True)
    return failed


def run_together(attacks, options, scratch, watch):
    """All programs, one after the other, in judges that are not started anew: none may change what
    happens to those behind it."""
    bank = scratch / "bank"
    shutil.copytree(BANK, bank)
    folders = {"runtime_error": "run_time_error", "time_limit": "time_limit_exceeded",
               "memory_limit": "memory_limit_exceeded", "output_limit": "output_limit_exceeded"}
    expected = {}
    for number, attack in enumerate(attacks):
        first = sorted(attack.verdicts)[0]
        folder = bank / "attacks" / attack.question / "submissions" / folders.get(first, first)
        folder.mkdir(exist_ok=True)
        name = f"{number:03}_{attack.path.parent.name}_{attack.path.name}"
        shutil.copy(attack.path, folder / name)
        expected[name] = attack
    done = subprocess.run([options.build / "gradectl", "bank", "check", "--bank", bank, "--store", scratch / "store",
                           "--jobs", str(options.jobs), "--json"], capture_output=True, timeout=600)
    if done.returncode not in (0, 1):
        print(f"FAILED - together: gradectl: exit {done.returncode}: {done.stderr.decode()[-600:]}")
        return 1
    failed = 0
    for case in json.loads(done.stdout)["cases"]:
        attack = expected.get(pathlib.Path(case["path"]).name)
        right = case["verdict"] in (attack.verdicts | attack.without_groups if attack else {"accepted"})
        if not right or BREACH in case["message"]:
            failed += 1
            print(f"FAILED - together: {case['path']}: {case['verdict']}: {case['message']!r}")
    problems = watch.find_secret(done.stdout + done.stderr) + watch.find_traces()
    if problems:
        print("FAILED - together: " + "; ".join(problems))
    return failed + len(problems)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(os.environ.get("BUILD", "build")))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--alone", action="store_true", help="leave out the second round, with shared judges")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.build = options.build.resolve()
    return options


def main():
    options, started = parse_options(), time.monotonic()
    attacks = find_attacks(options.names)
    if not attacks:
        sys.exit("no such program")
    with tempfile.TemporaryDirectory(prefix="attacks-") as scratch, Watch() as watch:
        scratch = pathlib.Path(scratch)
        before = watch.find_traces()
        if before:
            sys.exit("left by an earlier run, or somebody else's: " + "; ".join(before))
        missed = prove(watch)
        for what in missed:
            print("FAILED - watch: " + what)
        judge = Judge(options.build, scratch, watch)
        failed = run_alone(attacks, judge, watch, options)
        together = 0 if options.alone else run_together(attacks, options, scratch, watch)
        rest = watch.find_remains()
        if rest:
            print("FAILED - afterwards: " + "; ".join(rest))
    print(f"{len(attacks)} hostile programs, {len(failed)} failed alone, {together} together; "
          f"{time.monotonic() - started:.0f} s")
    return 1 if missed or failed or together or rest else 0


if __name__ == "__main__":
    sys.exit(main())
