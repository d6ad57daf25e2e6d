"""Never ends when the interpreter ends.
verdict: accepted time_limit
effect: process"""
import atexit


def sum(x):
    def forever():
        while True:
            pass
    atexit.register(forever)
    return int(x.sum())
