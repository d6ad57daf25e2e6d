"""Changes the root from Python.
verdict: security_violation
message: refused system call: chroot$
effect: file secret"""
import os


def sum(x):
    os.chroot("/tmp")
    return 0
