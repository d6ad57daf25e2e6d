"""Computes a power in C code that never looks for signals.
verdict: time_limit memory_limit
message: CPU|MiB
effect: process"""


def sum(x):
    return (7 ** (10 ** 8)) % 10
