"""Runs a program and reads its output.
verdict: security_violation
message: refused system call: (v?fork|clone)$
effect: process secret"""
import subprocess


def sum(x):
    return len(subprocess.run(["/bin/cat", "/tmp/graded-attacks/secret.h"], capture_output=True).stdout)
