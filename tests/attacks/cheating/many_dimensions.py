"""Returns an array of thirty-two dimensions.
question: negate
verdict: bad_output
effect: answer judge"""


def negate(x):
    return (-x).reshape((1,) * 31 + (-1,)), x[x % 2 == 0]
