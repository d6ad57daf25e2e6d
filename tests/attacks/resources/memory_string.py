"""Doubles a string.
verdict: memory_limit
message: needed more than 48 MiB
effect: process"""


def sum(x):
    text = 'x'
    while True:
        text += text
