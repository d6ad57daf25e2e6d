"""Hides a number in a list whose conversion empties the list.
question: negate
verdict: bad_output
effect: answer judge"""


def negate(x):
    values = [0] * x.size
    class Bomb:
        def __index__(self):
            values.clear()
            return 1
        __int__ = __float__ = __index__
    values[3] = Bomb()
    return values, x[x % 2 == 0]
