"""Never ends when the interpreter ends.
verdict: accepted
effect: process"""
import atexit


def sum(x):
    def forever():
        while True:
            pass
    atexit.register(forever)
    return int(x.sum())
