"""Returns a list that holds itself.
question: negate
verdict: bad_output
effect: answer judge"""


def negate(x):
    loop = []
    loop.append(loop)
    return loop, loop
