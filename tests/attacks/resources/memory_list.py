"""Takes memory until there is none.
verdict: memory_limit
message: needed more than 48 MiB
effect: process"""


def sum(x):
    hoard = []
    while True:
        hoard.append(bytearray(1 << 20))
