#!/usr/bin/python3
"""Each kind of bad input gets its own specific answer and disturbs nobody else.

One real daemon takes every row; after all of them an honest submission is still accepted and the
daemon has not restarted a single role."""

import re
import sys

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from daemon import ROOT, Daemon  # noqa: E402

MATMUL_OK = (ROOT / "graders/linear-algebra/matmul/submissions/accepted/reference.c").read_text()
MATMUL_OK_PY = (ROOT / "graders/linear-algebra/matmul/submissions/accepted/reference.py").read_text()

C_HEAD = '#include "question.h"\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n'


def c(body, head=C_HEAD):
    return head + "int matmul(const struct tensor *a, const struct tensor *b, struct tensor *out) {\n" + body + "\n}\n"


def py(body):
    return "import numpy as np\ndef matmul(a, b):\n" + "".join(f"    {line}\n" for line in body.splitlines())


# name, language, source, allowed verdicts, pattern in the message of the result or a test[, question]
GRADED = [
    ("source that does not compile", "c", "int matmul(", {"compile_error"}, r"error"),
    ("source that hangs the compiler", "c",
     "#define A(x) x x x x x x x x x x\n#define B(x) A(A(A(x)))\n#define C(x) B(B(B(x)))\n"
     "int v[] = { C(C(1,)) };\n" + MATMUL_OK, {"compile_error"}, r"compiler"),
    ("compiler that prints 1 GB of errors", "c",
     '#include "candidate.c"\n#include "candidate.c"\n', {"compile_error"}, r"."),
    ("syntax error", "python", "def matmul(a, b:\n", {"compile_error"}, r"SyntaxError.*line 1"),
    ("wrong function name", "c", C_HEAD + "int matmull(void) { return 0; }\n", {"compile_error"}, r"matmul"),
    ("wrong function name", "python", "def matmull(a, b):\n    return a\n", {"compile_error"}, r"matmul"),
    ("wrong shape", "python", py("return np.zeros((3, 3, 3))"), {"bad_output"}, r"shape"),
    ("wrong dtype", "python", py("return (a @ b).astype(np.complex128)"), {"bad_output"}, r"complex128"),
    ("wrong type", "python", py('return "matrix"'), {"bad_output"}, r"str"),
    ("NaN where none may be", "python", py("r = a @ b\nr[...] = np.nan\nreturn r"), {"wrong_answer", "bad_output"}, r"NaN|nan"),
    ("output buffer overrun", "c", c("for (long i = 0; i < out->shape[0] * out->shape[1] + 1; i++) out->f64[i] = 1;\nreturn 0;"),
     {"bad_output", "runtime_error"}, r"past the end|SIGSEGV"),
    ("far output buffer overrun", "c", c("memset(out->data, 0, 1 << 20);\nreturn 0;"), {"runtime_error"}, r"SIGSEGV"),
    ("infinite loop", "c", c("for (volatile int i = 0;;) i++;"), {"time_limit"}, r"CPU"),
    ("infinite loop", "python", py("while True: pass"), {"time_limit"}, r"CPU"),
    ("sleep", "c", c("sleep(1000);\nreturn 0;"), {"time_limit", "security_violation"}, r"wall|nanosleep"),
    ("sleep", "python", py("import time\ntime.sleep(1000)"), {"time_limit", "security_violation"}, r"wall|nanosleep"),
    ("fork bomb", "c", c("for (;;) fork();"), {"security_violation"}, r"clone|fork"),
    ("fork bomb", "python", py("import os\nwhile True: os.fork()"), {"security_violation"}, r"clone|fork"),
    ("memory bomb", "c", c("for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); }"), {"memory_limit"}, r"MiB"),
    # Of a question with a small limit: touching half a gigabyte can take all of the CPU time.
    ("memory bomb", "python", "def lcs(a, b):\n    x = []\n    while True: x.append(bytearray(1 << 20))\n",
     {"memory_limit"}, r"more than 48 MiB", "lcs"),
    ("endless output", "c", c('for (;;) puts("spam spam spam spam spam spam");'), {"output_limit"}, r"wrote more than 1 MiB"),
    ("endless output", "python", py('while True: print("spam" * 1000)'), {"output_limit"}, r"wrote more than 1 MiB"),
    ("stack overflow", "c", C_HEAD + "static int deep(volatile int n) { char a[4096]; memset(a, n, sizeof a); return deep(n + 1) + a[n & 4095]; }\n"
     "int matmul(const struct tensor *a, const struct tensor *b, struct tensor *out) { (void)a; (void)b; (void)out; return deep(0); }\n",
     {"runtime_error"}, r"stack overflow"),
    ("unbounded recursion", "python", py("return matmul(a, b)"), {"runtime_error"}, r"RecursionError"),
    ("exit(0) before answering", "c", c("exit(0);"), {"runtime_error"}, r"before"),
    ("_exit(0) before answering", "c", c("_exit(0);"), {"runtime_error"}, r"before"),
    ("os._exit(0) before answering", "python", py("import os\nos._exit(0)"), {"runtime_error"}, r"before"),
    ("sys.exit(0) before answering", "python", py("import sys\nsys.exit(0)"), {"runtime_error"}, r"SystemExit|before"),
    ("a crash", "c", c("*(volatile int *)8 = 1;\nreturn 0;"), {"runtime_error"}, r"SIGSEGV"),
    ("abort", "c", c("abort();"), {"runtime_error"}, r"SIGABRT"),
    ("an exception", "python", py('raise KeyError("lost")'), {"runtime_error"}, r"KeyError"),
    ("reading /etc/passwd", "c", c('FILE *f = fopen("/etc/passwd", "r"); if (!f) abort(); return 0;'), {"runtime_error"}, r"SIGABRT"),
    ("reading /etc/passwd", "python", py('return len(open("/etc/passwd").read())'), {"runtime_error"}, r"FileNotFoundError|PermissionError"),
    ("reading /proc", "python", py('return len(open("/proc/self/maps").read())'), {"runtime_error"}, r"FileNotFoundError|PermissionError"),
    ("reading the grader's files", "python", py("import os\nfound = [r for r, d, f in os.walk('/') for n in f if 'grader' in n]\nassert not found, found\nraise LookupError('nothing found')"),
     {"runtime_error"}, r"LookupError: nothing found"),
    ("opening a socket", "c", C_HEAD + "#include <sys/socket.h>\n" + c("socket(AF_INET, SOCK_STREAM, 0);\nreturn 0;", ""), {"security_violation"}, r"socket"),
    ("opening a socket", "python", py("import socket\nsocket.socket()"), {"security_violation", "runtime_error"}, r"socket"),
    ("an input changed", "c", c("((double *)a->data)[0] += 1;\nreturn 0;"), {"input_mutated", "bad_output"}, r"a|changed"),
    ("an input changed", "python", py("r = a @ b\na[...] = 0\nreturn r"), {"input_mutated"}, r"a"),
    ("an output that aliases an input", "python", "def matmul(a, b):\n    return a[:, :b.shape[1]] if a.shape[1] >= b.shape[1] else a\n",
     {"input_mutated", "bad_output", "wrong_answer"}, r"."),
]

# name, question, language, source bytes, pattern on stderr (the refusal: gradectl exits 2)
REFUSED = [
    ("unknown question", "no-such-question", "c", b"int x;", r"no-such-question"),
    ("unknown language", "matmul", "cobol", b"x", r"cobol"),
    ("empty source", "matmul", "c", b"", r"files\[0\].*(empty|at least 1)"),
    ("oversize source", "matmul", "c", b"//" + b"x" * 300000, r"262144"),
    ("source that is not UTF-8", "matmul", "c", b"int x; // \xff\xfe", r"UTF-8"),
    ("source with a NUL", "matmul", "c", b"int x;\0", r"NUL"),
]

failures = []


def report(ok, what, detail=""):
    print(("ok - " if ok else "FAILED - ") + what + ("" if ok else f": {detail}"), flush=True)
    if not ok:
        failures.append(what)


def texts(result):
    rows = [result["message"], result["diagnostics"]] + [t["message"] for t in result["tests"]]
    return "\n".join(rows)


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    with Daemon() as daemon:
        daemon.wait_for_bank()
        before = daemon.roles()
        for name, language, source, verdicts, pattern, *question in GRADED:
            if only not in name:
                continue
            _, result, stderr = daemon.submit(question[0] if question else "matmul", language, source)
            what = f"{name} ({language})"
            if result is None:
                report(False, what, stderr)
                continue
            ok = result["verdict"] in verdicts and re.search(pattern, texts(result))
            report(ok, f"{what} is {result['verdict']}", f"expected {verdicts} /{pattern}/, got {texts(result)[:600]}")
            report(result.get("signature") == "valid", f"{what}: signed", result.get("signature"))
        for name, question, language, source, pattern in REFUSED:
            if only not in name:
                continue
            status, result, stderr = daemon.submit(question, language, source)
            report(status == 2 and result is None and re.search(pattern, stderr), f"{name} is refused",
                   f"exit {status}, {stderr}")
        status, _, stderr = daemon.submit("matmul", "c", MATMUL_OK, "--id", "twice")
        report(status == 0, "an id is used once", stderr)
        status, result, stderr = daemon.submit("matmul", "c", MATMUL_OK, "--id", "twice")
        report(status == 0 and result, "the same id with the same content gives the same result", stderr)
        status, result, stderr = daemon.submit("matmul", "c", MATMUL_OK + "\n// other\n", "--id", "twice")
        report(status == 2 and re.search("CONFLICT|other content", stderr), "the same id with other content is a conflict",
               f"exit {status}, {stderr}")
        for language, source in (("c", MATMUL_OK), ("python", MATMUL_OK_PY)):
            status, result, stderr = daemon.submit("matmul", language, source)
            report(status == 0, f"an honest {language} submission is still accepted", f"{result} {stderr}")
        report(daemon.roles() == before, "no process of the daemon was disturbed", f"{before} -> {daemon.roles()}")
        report(daemon.stop() == 0, "the daemon ends with status 0", daemon.log()[-500:])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
