"""Computes a number of a hundred million digits.
verdict: memory_limit time_limit
message: MiB|CPU
effect: process"""


def sum(x):
    number = 3
    while True:
        number *= number
