"""Recurses without an end, past the interpreter's own limit.
verdict: runtime_error memory_limit
rlimit: runtime_error memory_limit
message: stack overflow|SIGSEGV|RecursionError|MiB
effect: process"""
import sys


def sum(x):
    sys.setrecursionlimit(1 << 30)
    def deep(n):
        return deep(n + 1) + 1
    return deep(0)
