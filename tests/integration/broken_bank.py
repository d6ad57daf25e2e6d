#!/usr/bin/python3
"""A bank in which questions are broken, each in a way of its own: the daemon starts, the healthy ones
are graded, each broken one is refused with the reason, and gradectl gives the same reason.

usage: broken_bank.py    with the built tree in $BUILD (default: build)"""

import concurrent.futures
import json
import pathlib
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from daemon import ROOT, Daemon  # noqa: E402

MODEL = ROOT / "graders/algorithms/reverse-linked-list"
HEALTHY = {"reverse-linked-list": MODEL, "softmax-stable": ROOT / "graders/neural-networks/softmax-stable"}
# A compiler that never ends within what it is given: 2^150 times itself.
ENDLESS = "#if __INCLUDE_LEVEL__ < 150\n#include __FILE__\n#include __FILE__\n#endif\n"
failures = []


def report(ok, what, detail=""):
    print(("ok - " if ok else "FAILED - ") + what + ("" if ok else f": {detail}"), flush=True)
    if not ok:
        failures.append(what)


def edit(name, pattern, replacement):
    def apply(question):
        path = question / name
        text, count = re.subn(pattern, replacement, path.read_text(), flags=re.M)
        assert count, f"{path} has no /{pattern}/"
        path.write_text(text)
    return apply


def write(name, text):
    return lambda question: (question / name).write_text(text)


def remove(pattern):
    def apply(question):
        found = list(question.glob(pattern))
        assert found, pattern
        for path in found:
            path.unlink()
    return apply


MANIFEST, GRADER = "problem.yaml", "grader.c"
# slug, what is done to it, pattern of the reason
BROKEN = [
    ("not-yaml", write(MANIFEST, "name: [a, b\nlevel: }{\n"), r"problem\.yaml.*line \d+|problem\.yaml:\d+"),
    ("empty-manifest", write(MANIFEST, ""), r"problem\.yaml"),
    ("not-a-mapping", write(MANIFEST, "- a\n- b\n"), r"problem\.yaml"),
    ("unknown-key", edit(MANIFEST, "^level:", "colour: red\nlevel:"), r"problem\.yaml:\d+.*colour"),
    ("missing-field", edit(MANIFEST, "^signature:.*\n", ""), r"problem\.yaml.*signature is missing"),
    ("wrong-type", edit(MANIFEST, "^groups:", "groups: 7\nothers:"), r"problem\.yaml.*groups"),
    ("wrong-choice", edit(MANIFEST, "^level:.*", "level: gruesome"), r"problem\.yaml:\d+.*level.*gruesome"),
    ("bad-signature", edit(MANIFEST, "^signature:.*", 'signature: "reverse_list(head: noodle) -> i64"'),
     r"problem\.yaml:\d+: signature.*column \d+: expected a type"),
    ("absurd-size", edit(MANIFEST, r"count: \d+", "count: 99999999999999999999"), r"problem\.yaml:\d+.*count.*99999999999999999999"),
    ("too-many-tests", edit(MANIFEST, r"count: \d+", "count: 5000"), r"problem\.yaml:\d+.*count.*5000"),
    ("wrong-weights", edit(MANIFEST, r"weight: \d+", "weight: 7"), r"problem\.yaml.*weight"),
    ("large-manifest", write(MANIFEST, "# " + "x" * 2000000), r"problem\.yaml.*1048576"),
    ("binary-manifest", lambda question: (question / MANIFEST).write_bytes(b"name: \0\xff\xfe"), r"problem\.yaml"),
    ("no-grader", remove(GRADER), r"grader\.c is missing"),
    ("does-not-compile", edit(GRADER, r"\A", "int nonsense = ;\n"), r"grader\.c:\d+:\d+: error"),
    ("unknown-function", edit(GRADER, r"answer_call\(", "answer_shout("), r"grader\.c:\d+:\d+: error.*answer_shout"),
    ("hung-compiler", edit(GRADER, r"\A", ENDLESS), r"grader\.c: the compiler went over its limits"),
    ("no-symbol", edit(GRADER, "graded_grader", "gradedgrader"), r"graded_grader"),
    ("wrong-abi", edit(GRADER, "GRADER_ABI", "4711"), r"grader.*ABI 4711, expected 1"),
    ("no-generate", edit(GRADER, r"\.generate = \w+,", ""), r"grader.*generate"),
    ("crash-at-load", edit(GRADER, r"\Z", "__attribute__((constructor)) static void first(void) { abort(); }\n"),
     r"grader\.c: loading it ends its process"),
    ("missing-reference", remove("submissions/accepted/reference.*"), r"submissions/accepted/reference\.\* is missing"),
    ("link-in-folder", lambda question: (question / "passwd").symlink_to("/etc/passwd"), r"passwd: neither file nor folder"),
    ("reserved-name", write("question.h", "int x;\n"), r"question\.h: the name is taken"),
]
# Broken in what they do: only grading finds it. reason: what gradectl says of each solution
MISBEHAVING = [
    ("generate-crashes", edit(GRADER, r"^(static void generate\([^{]*\{)", r"\1 abort();"), r"generate-crashes, test .*SIGABRT"),
    ("reference-wrong", lambda question: shutil.copy(question / "submissions/wrong_answer/old_head.c",
                                                    question / "submissions/accepted/reference.c"), r"wrong_answer"),
    ("generate-loops", edit(GRADER, r"^(static void generate\([^{]*\{)", r"\1 for (volatile int i = 0;;) i++;"),
     r"generate-loops, test .*no answer in 60 s"),
]


def make_bank(folder, rows):
    for slug, path in HEALTHY.items():
        shutil.copytree(path, folder / path.parent.name / slug)
    for slug, change, _ in rows:
        question = folder / "broken" / slug
        shutil.copytree(MODEL, question)
        change(question)
    return folder


def in_store(daemon, folder, command, bank, *options):
    return daemon.control("bank", command, "--store", folder / f"store-{command}-{bank.name}", "--json", *options, bank, check=False)


def check_refusals(daemon):
    for slug, _, pattern in BROKEN:
        status, result, errors = daemon.submit(slug, "c", (MODEL / "submissions/accepted/reference.c").read_text())
        report(status == 3 and result is None and re.search(pattern, errors) and "(question_unavailable)" in errors,
               f"{slug} is refused: {errors.strip()}", f"exit {status}, expected /{pattern}/")
    for slug, path in HEALTHY.items():
        for suffix, language in (("c", "c"), ("py", "python")):
            source = (path / f"submissions/accepted/reference.{suffix}").read_text()
            status, result, errors = daemon.submit(slug, language, source)
            report(status == 0, f"{slug} beside them is graded ({language})", f"exit {status}: {result} {errors}")


def check_list(done):
    rows = {row["question"]: row for row in json.loads(done.stdout)}
    report(done.returncode == 0, "bank list lists broken questions with exit status 0", f"{done.returncode} {done.stderr}")
    for slug, _, pattern in BROKEN:
        row = rows.get(slug, {"available": True, "problem": "not listed"})
        report(not row["available"] and re.search(pattern, row["problem"]), f"bank list tells what is wrong with {slug}", row)
    for slug in HEALTHY:
        report(rows[slug]["available"], f"bank list has {slug}", rows[slug])


def check_check(done):
    report(done.returncode == 1, "bank check of broken questions has exit status 1", f"{done.returncode} {done.stderr}")
    found = json.loads(done.stdout)
    problems = {row["question"]: row["problem"] for row in found["broken"]}
    wrong = [slug for slug, _, pattern in BROKEN if not re.search(pattern, problems.get(slug, ""))]
    report(not wrong and len(problems) == len(BROKEN), f"bank check gives the same {len(BROKEN)} reasons", [problems.get(s) for s in wrong])
    report(found["unexpected"] == 0 and {row["question"] for row in found["cases"]} == set(HEALTHY),
           "bank check grades the healthy ones beside them", [row for row in found["cases"] if not row["right"]])


def check_misbehaving(done):
    report(done.returncode == 1, "bank check of misbehaving graders has exit status 1", f"{done.returncode} {done.stderr}")
    found = json.loads(done.stdout)
    report(not found["broken"], "they build", found["broken"])
    for slug, _, pattern in MISBEHAVING:
        case = next(row for row in found["cases"] if row["question"] == slug and row["path"].endswith("accepted/reference.c"))
        report(not case["right"] and re.search(pattern, f"{case['verdict']} {case['message']}"),
               f"bank check finds {slug}: {case['verdict']} {case['message']}", case)
    wrong = [row for row in found["cases"] if row["question"] in HEALTHY and not row["right"]]
    report(not wrong, "the healthy questions beside them stay right", wrong)


def run(daemon, listed, checked, misbehaving):
    report(True, "the daemon starts with a bank of broken questions")
    check_refusals(daemon)
    check_list(listed.result())
    check_check(checked.result())
    check_misbehaving(misbehaving.result())
    report(daemon.stop() == 0, "the daemon ends with status 0", daemon.log()[-500:])


def main():
    with tempfile.TemporaryDirectory(prefix="graded-bank.") as temporary:
        folder = pathlib.Path(temporary)
        bank, other = make_bank(folder / "broken", BROKEN), make_bank(folder / "misbehaving", MISBEHAVING)
        # One solution of each is enough; a grader that loops is waited for at each of them.
        for slug, _, _ in MISBEHAVING:
            for path in (other / "broken" / slug / "submissions").glob("*/*"):
                if path.name != "reference.c":
                    path.unlink()
        # The hung compiler and the endless grader are waited for all at the same time.
        daemon = Daemon(f'bank: {{source: "{bank}"}}\n', patience=300)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            listed = pool.submit(in_store, daemon, folder, "list", bank)
            checked = pool.submit(in_store, daemon, folder, "check", bank)
            misbehaving = pool.submit(in_store, daemon, folder, "check", other, "--jobs", "4")
            with daemon:
                run(daemon, listed, checked, misbehaving)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
