"""Never ends.
verdict: time_limit
message: CPU
effect: process"""


def sum(x):
    while True:
        pass
