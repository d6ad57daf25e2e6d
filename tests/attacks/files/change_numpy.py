"""Changes NumPy on the disk.
verdict: accepted
effect: file"""
import numpy
import os


def sum(x):
    try:
        os.utime(numpy.__file__)
        with open(numpy.__file__, "a") as file:
            file.write("#")
    except OSError:
        return int(x.sum())
    raise SystemError("BREACH")
