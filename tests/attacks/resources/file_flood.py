"""Fills files in /tmp.
verdict: output_limit memory_limit runtime_error
message: MiB|No space left
effect: process"""


def sum(x):
    for i in range(10000):
        with open(f'/tmp/{i}', 'wb') as file:
            file.write(bytes(1 << 20))
    return 0
