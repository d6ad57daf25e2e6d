"""Returns its input as the output.
question: negate
verdict: input_mutated
effect: answer judge"""
import numpy


def negate(x):
    numpy.negative(x, out=x)
    return x, -x[x % 2 == 0]
