"""Fills a dictionary with keys of one hash.
verdict: time_limit
message: CPU
effect: process"""


def sum(x):
    class Key:
        def __hash__(self):
            return 1
    return len({Key(): i for i in range(10 ** 6)})
