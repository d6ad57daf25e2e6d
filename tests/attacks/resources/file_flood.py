"""Fills files in /tmp.
verdict: runtime_error
message: No space left
effect: process"""


def sum(x):
    for i in range(10000):
        with open(f'/tmp/{i}', 'wb') as file:
            file.write(bytes(1 << 20))
    return 0
