"""Catches everything that could end it.
verdict: time_limit
message: CPU
effect: process"""


def sum(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
