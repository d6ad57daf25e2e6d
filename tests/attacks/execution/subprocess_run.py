"""Runs a program and reads its output.
verdict: security_violation runtime_error
message: refused system call: (v?fork|clone|pipe2|execve)|Error
effect: process secret"""
import subprocess


def sum(x):
    return len(subprocess.run(["/bin/cat", "/tmp/graded-attacks/secret.h"], capture_output=True).stdout)
