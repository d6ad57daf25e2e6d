"""Prints without an end.
verdict: output_limit
message: more than 1 MiB
effect: process"""


def sum(x):
    while True:
        print('spam ' * 100)
