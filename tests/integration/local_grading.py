#!/usr/bin/python3
"""gradectl, command by command: grading without a daemon, replays, the check of a bank, verification;
exit statuses, JSON, help, and what a terminal sees.

usage: local_grading.py    with the built tree in $BUILD (default: build)"""

import base64
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from daemon import GRADECTL, ROOT, Daemon  # noqa: E402

COMMANDS = ["submit", "grade", "verify", "show", "replay", "status", "keygen", "doctor", "bank list", "bank build", "bank check"]
LISTS, MATMUL = ROOT / "graders/algorithms/reverse-linked-list", ROOT / "graders/linear-algebra/matmul"
RIGHT, RIGHT_PY = LISTS / "submissions/accepted/reference.c", LISTS / "submissions/accepted/reference.py"
WRONG = LISTS / "submissions/wrong_answer/old_head.c"
SEED = "5a" * 32
failures = []


def report(ok, what, detail=""):
    print(("ok - " if ok else "FAILED - ") + what + ("" if ok else f": {detail}"), flush=True)
    if not ok:
        failures.append(what)


def run(*arguments, stdin=None, **options):
    return subprocess.run([str(GRADECTL), *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=300,
                          check=False, **options)


def expect(what, status, done, pattern=""):
    """Exit status, and a pattern in what it says (a 3 or 2 says it on stderr)."""
    said = done.stdout + done.stderr if status < 2 else done.stderr
    report(done.returncode == status and re.search(pattern, said), f"{what}: exit status {status}",
           f"exit {done.returncode}, expected /{pattern}/ in {done.stdout[-600:]} {done.stderr[-600:]}")
    return done


def parsed(done):
    """The JSON of stdout, which holds nothing else; {} if it is none."""
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        report(False, f"JSON of {' '.join(done.args[1:3])}", f"{error}: {done.stdout[:300]} {done.stderr[:300]}")
        return {}


def on_terminal(*arguments):
    """(exit status, all that reaches a terminal on stderr)"""
    ours, theirs = pty.openpty()
    with subprocess.Popen([str(GRADECTL), *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 4096):
                seen += part
        except OSError:  # how a terminal tells that nobody has it open any more
            pass
        os.close(ours)
        return process.wait(), seen.decode()


def helps():
    for command in COMMANDS:
        done = run(*command.split(), "--help")
        ok = done.returncode == 0 and f"usage: gradectl {command}" in done.stdout and "examples:" in done.stdout and not done.stderr
        report(ok, f"{command} --help", done)
        expect(f"{command} --no-such-option", 2, run(*command.split(), "--no-such-option"), f"gradectl {command} --help")
    done = run("--help")
    report(done.returncode == 0 and all(command in done.stdout for command in COMMANDS), "--help names every command", done)
    expect("no command", 2, run(), "usage: gradectl")
    expect("a command that is not there", 2, run("frobnicate"), "frobnicate")
    expect("--version", 0, run("--version"), r"gradectl \d+\.\d+\.\d+")


def grading(bank, store):
    grade = ["grade", "--bank", bank, "--store", store, "--question"]
    expect("grade a right C solution", 0, run(*grade, LISTS.name, RIGHT), "verdict: accepted.*score: 100 of 100")
    expect("grade a right Python solution", 0, run(*grade, LISTS.name, RIGHT_PY), "verdict: accepted")
    expect("grade a wrong solution", 1, run(*grade, LISTS.name, WRONG), "verdict: wrong_answer")
    expect("grade with --language", 1, run(*grade, LISTS.name, "--language", "python", RIGHT), "verdict: compile_error")
    expect("grade standard input", 0, run(*grade, LISTS.name, "--language", "c", "-", stdin=RIGHT.read_text()), "accepted")
    expect("grade for an unknown question", 2, run(*grade, "no-such", RIGHT), "no-such")
    expect("grade for a broken question", 3, run(*grade, "broken", RIGHT), "problem.yaml.*colour")
    expect("grade without a question", 2, run("grade", RIGHT), "--question is missing")
    expect("grade a file of unknown language", 2, run(*grade, LISTS.name, "solution.txt"), "--language is missing")
    expect("grade a file that is not there", 2, run(*grade, LISTS.name, "none.c"), "none.c")
    expect("grade with half a seed", 2, run(*grade, LISTS.name, "--seed", "5a", RIGHT), "64 hex digits")
    expect("grade with a bank that is not there", 3, run("grade", "--bank", "none", "--store", store, "--question", "x", RIGHT), "none")
    first, second = (parsed(run(*grade, MATMUL.name, "--seed", SEED, "--json", MATMUL / "submissions/wrong_answer/transposed_index.py"))
                     for _ in range(2))
    words = [[(test["tag"], test["verdict"], test["message"]) for test in one.get("tests", [])] for one in (first, second)]
    report(first.get("verdict") == "wrong_answer" and first["seed"] == SEED and words[0] and words[0] == words[1],
           "the same seed gives the same tests with the same messages", words)
    result = parsed(run(*grade, MATMUL.name, "--staff", "--json", MATMUL / "submissions/accepted/reference.c"))
    report(result.get("verdict") == "accepted" and result["score"] == 100 and "error_share" in result["tests"][0]
           and result["toolchain"] and result["isolation"] and result["accounting"] in ("cgroup1", "cgroup2", "rlimit"),
           "grade --json --staff has verdict, score, tests and what they ran in", result)


def checking(bank, store):
    check = ["bank", "check", "--store", store]
    question = bank / "algorithms" / LISTS.name
    done = expect("bank check of one right question", 0, run(*check, question), r"1 questions, \d+ submissions, 0 with an unexpected")
    report("\033" not in done.stderr and "\r" not in done.stderr, "no control characters where there is no terminal", done.stderr)
    status, seen = on_terminal(*check, "--jobs", "1", question)
    report(status == 0 and re.search(r"\rbank check \[[#.]{30}\] \d+/\d+ |\r\x1b\[Kbank check \[[#.]{30}\] \d+/\d+ ", seen),
           "a bar on a terminal", repr(seen))
    report(seen.endswith("\r\x1b[K"), "it is wiped at the end", repr(seen[-80:]))
    status, seen = on_terminal(*check, "--json", question)
    report(status == 0 and "[#" not in seen, "no bar with --json", repr(seen))
    found = parsed(run(*check, "--json", question))
    report(found.get("unexpected") == 0 and not found["broken"] and found["submissions"] == len(found["cases"])
           and {case["expected"] for case in found["cases"]} >= {"accepted", "wrong_answer"}, "bank check --json", found)
    planted = question / "submissions/accepted/planted.c"
    shutil.copy(WRONG, planted)
    done = expect("bank check with a wrong solution among the accepted ones", 1, run(*check, question),
                  r"WRONG\s+reverse-linked-list/submissions/accepted/planted.c: wrong_answer")
    seed = re.search(r"--seed ([0-9a-f]{64})", done.stdout)
    report(seed and re.search("expected accepted; again with: gradectl grade --question reverse-linked-list --seed", done.stdout),
           "it says how to see it again", done.stdout)
    if seed:
        expect("and that shows it", 1, run("grade", "--bank", bank, "--store", store, "--question", LISTS.name, "--seed", seed[1], planted),
               "wrong_answer")
    found = parsed(run(*check, "--json", question))
    wrong = [case["path"] for case in found["cases"] if not case["right"]]
    report(wrong == ["submissions/accepted/planted.c"] and found["unexpected"] == 1, "bank check --json names it, and only it", wrong)
    planted.unlink()
    stray = question / "submissions/nonsense/x.c"
    stray.parent.mkdir()
    shutil.copy(RIGHT, stray)
    expect("bank check with a folder that is no verdict", 1, run(*check, question), "nonsense.*is not a verdict")
    shutil.rmtree(stray.parent)
    expect("bank list of a bank with a broken question", 0, run("bank", "list", "--store", store, bank), "broken +broken: problem.yaml.*colour")
    expect("bank build of it", 1, run("bank", "build", "--store", store, bank), "broken +broken: problem.yaml.*colour")
    rows = parsed(run("bank", "list", "--store", store, "--json", bank))
    report([row["question"] for row in rows if row["available"]] == [MATMUL.name, LISTS.name], "bank list --json", rows)
    expect("bank check without slots", 2, run(*check, "--jobs", "0", question), "--jobs")


def tampered(envelope, change):
    outer = json.loads(envelope)
    payload = bytearray(base64.b64decode(outer["payload"]))
    change(outer, payload)
    outer["payload"] = base64.b64encode(payload).decode()
    return json.dumps(outer)


def flip(payload, at):
    payload[at] ^= 1


def verifying(daemon, folder):
    key, path = daemon.directory / "keys/signing.pub.pem", folder / "result.json"
    status, result, errors = daemon.submit(LISTS.name, "c", RIGHT.read_text(), "--id", "right", "--save", path)
    report(status == 0 and result["signature"] == "valid", "submit, with the envelope saved", errors)
    envelope = path.read_text()
    expect("verify", 0, run("verify", path, "--key", key), "signature: valid")
    expect("verify --quiet", 0, run("verify", path, "--key", key, "--quiet"))
    report(parsed(run("verify", path, "--key", key, "--json")).get("signature") == "valid", "verify --json")
    rows = {
        "one bit of the payload": lambda outer, payload: flip(payload, len(payload) // 2),
        "the first bit": lambda outer, payload: flip(payload, 0),
        "a byte more": lambda outer, payload: payload.append(0),
        "no payload": lambda outer, payload: payload.clear(),
        "another type": lambda outer, payload: outer.update(payloadType="text/plain"),
        "no signature": lambda outer, payload: outer.update(signatures=[]),
        "another signature": lambda outer, payload: outer["signatures"][0].update(sig=base64.b64encode(bytes(64)).decode()),
    }
    for what, change in rows.items():
        other = folder / "tampered.json"
        other.write_text(tampered(envelope, change))
        done = expect(f"verify with {what}", 1, run("verify", other, "--key", key), "NOT VALID")
        report("accepted" not in done.stdout, f"{what}: nothing of it is shown", done.stdout)
    (folder / "tampered.json").write_text(envelope[:-20])
    expect("verify half an envelope", 1, run("verify", folder / "tampered.json", "--key", key), "NOT VALID")
    run("keygen", "--directory", folder / "strange")
    strange = folder / "strange/keys/signing.pub.pem"
    expect("verify with another key", 1, run("verify", path, "--key", strange), "NOT VALID")
    expect("verify without a key", 2, run("verify", path), "--key is missing")
    expect("verify a file that is not there", 2, run("verify", folder / "none.json", "--key", key), "none.json")
    expect("show with another key", 1, run("show", "--directory", daemon.directory, "--key", strange, "right"), "NOT VALID")
    expect("keygen where keys are", 3, run("keygen", "--directory", folder / "strange"), "never overwritten")


def showing(daemon, folder, bank, store):
    here = ["--directory", daemon.directory]
    expect("show of an accepted one", 0, run("show", *here, "--save", folder / "shown.json", "right"), "verdict: accepted")
    report((folder / "shown.json").read_bytes() == (folder / "result.json").read_bytes(), "show --save stores the very bytes")
    status, _, errors = daemon.submit(LISTS.name, "c", WRONG.read_text(), "--id", "wrong")
    report(status == 1, "submit of a wrong solution: exit status 1", f"{status} {errors}")
    expect("show of a wrong one", 1, run("show", *here, "wrong"), "verdict: wrong_answer")
    expect("show of an unknown one", 2, run("show", *here, "never-sent"), "never-sent")
    shown = parsed(run("show", *here, "--json", "wrong"))
    report((shown.get("id"), shown.get("verdict")) == ("wrong", "wrong_answer"), "show --json", shown)
    expect("status", 0, run("status", *here), r"graded \d.*\n.*queued +0 interactive")
    status = parsed(run("status", *here, "--json"))
    report(status.get("done", 0) >= 2 and status["unacked"] == 0 and status["slots"] > 0, "status --json", status)
    replay = ["replay", *here, "--store", store, "--bank"]
    for identity in ("right", "wrong"):
        expect(f"replay of the {identity} one", 0, run(*replay, bank, identity), "replay: the same verdict, test by test")
    expect("replay --save", 0, run(*replay, bank, "--save", folder / "saved.c", "wrong"))
    report((folder / "saved.c").read_bytes() == WRONG.read_bytes(), "replay --save stores the source")
    again = parsed(run(*replay, bank, "--json", "wrong"))
    same = [[test["verdict"] for test in one.get("tests", [])] for one in (shown, again)]
    report(again.get("seed") == shown.get("seed") and same[0] == same[1], "replay --json is on the same seed, test by test", again)
    expect("replay of an unknown one", 3, run(*replay, bank, "never-sent"), "never-sent")
    changed = folder / "changed"
    shutil.copytree(bank, changed)
    with open(changed / "algorithms" / LISTS.name / "statement.md", "a", encoding="utf-8") as statement:
        statement.write("\nMore.\n")
    expect("replay with another version of the question", 3, run(*replay, changed, "wrong"), "was [0-9a-f]{16} when it was graded")
    daemon.stop()
    expect("status without a daemon", 3, run("status", *here))
    expect("submit without a daemon's directory", 3, run("submit", "--directory", folder / "none", "--question", "x", RIGHT), "none")


def main():
    with tempfile.TemporaryDirectory(prefix="graded-local.") as temporary:
        folder = pathlib.Path(temporary)
        bank, store = folder / "bank", folder / "store"
        for path in (LISTS, MATMUL):
            shutil.copytree(path, bank / path.parent.name / path.name)
        broken = shutil.copytree(LISTS, bank / "algorithms/broken")
        (broken / "problem.yaml").write_text("colour: red\n" + (LISTS / "problem.yaml").read_text())
        helps()
        grading(bank, store)
        checking(bank, store)
        report(parsed(run("doctor", "--json")).get("state") in ("ok", "weaker"), "doctor --json")
        with Daemon(f'bank: {{source: "{bank}"}}\n') as daemon:
            verifying(daemon, folder)
            showing(daemon, folder, bank, store)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
