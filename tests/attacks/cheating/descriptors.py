"""Looks for open descriptors beside the standard ones.
verdict: accepted
effect: answer judge"""
import os


def sum(x):
    for fd in range(3, 1000):
        try:
            os.fstat(fd)
        except OSError:
            continue
        raise SystemError(f'BREACH {fd}')
    return int(x.sum())
