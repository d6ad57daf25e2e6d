"""Changes its input, so that the answer is known.
verdict: input_mutated
message: x
effect: answer judge"""


def sum(x):
    x[...] = 0
    return 0
