"""Ignores every signal and goes on forever.
verdict: time_limit
message: CPU
effect: process"""
import signal


def sum(x):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
