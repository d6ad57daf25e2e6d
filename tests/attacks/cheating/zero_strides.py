"""Returns one element that claims to be a billion.
question: negate
verdict: bad_output
effect: answer judge"""
import numpy


def negate(x):
    return numpy.broadcast_to(numpy.int64(1), (1 << 30,)), x[x % 2 == 0]
