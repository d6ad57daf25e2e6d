"""Becomes a fresh interpreter, without what this one has closed.
verdict: security_violation
message: refused system call: execve$
effect: process"""
import os


def sum(x):
    os.execv("/usr/bin/python3", ["python3", "-c", "print(1)"])
