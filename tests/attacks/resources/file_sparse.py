"""Makes a file with a hole of a terabyte.
verdict: output_limit
message: more than 1 MiB
effect: process"""
import os


def sum(x):
    os.truncate(os.open('/tmp/sparse', os.O_WRONLY | os.O_CREAT), 1 << 40)
    return 0
