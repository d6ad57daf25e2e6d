"""Writes a line that never ends, which something may keep whole.
verdict: output_limit memory_limit
message: MiB
effect: process"""


def sum(x):
    while True:
        print('x' * 65536, end='')
