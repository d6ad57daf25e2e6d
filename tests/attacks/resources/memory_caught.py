"""Takes memory, and takes more whenever it is refused.
verdict: memory_limit
rlimit: time_limit
message: needed more than 48 MiB
effect: process"""


def sum(x):
    hoard = []
    while True:
        try:
            hoard.append(bytearray(1 << 20))
        except MemoryError:
            pass
