"""Takes an array larger than allowed.
verdict: memory_limit
message: needed more than 48 MiB
effect: process"""
import numpy


def sum(x):
    return int(numpy.ones(1 << 24).sum())
