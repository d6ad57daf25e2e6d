"""Locks a file of the standard library, which all boxes share.
verdict: runtime_error
message: PermissionError
effect: ipc"""
import fcntl
import numpy


def sum(x):
    with open(numpy.__file__) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    return int(x.sum())
