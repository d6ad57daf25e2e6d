"""Returns a view into its input.
question: negate
verdict: input_mutated
effect: answer judge"""


def negate(x):
    return -x, x if (x % 2 == 0).all() else x[0:0] if x.size < 0 else x[:int((x % 2 == 0).sum())]
