"""Returns an array of a class of its own.
question: negate
verdict: bad_output
message: ndarray|Mine
effect: answer judge"""
import numpy


def negate(x):
    class Mine(numpy.ndarray):
        def __array_finalize__(self, other):
            pass
    return (-x).view(Mine), x[x % 2 == 0]
