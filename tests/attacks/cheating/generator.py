"""Returns a generator instead of a number.
verdict: bad_output
message: generator
effect: answer judge"""


def sum(x):
    return (int(v) for v in x)
