"""Returns a number of a million digits.
verdict: bad_output
message: 64 bits
effect: answer judge"""


def sum(x):
    return 1 << 3000000
