"""Changes the result after it was returned, when its owner is collected.
question: negate
verdict: accepted wrong_answer nondeterministic
effect: answer judge"""


def negate(x):
    y = -x
    class Late:
        def __del__(self):
            y[...] = 0
    holder = Late()
    holder.itself = holder
    return y, x[x % 2 == 0]
