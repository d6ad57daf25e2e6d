"""Returns an array over memory that is not there.
question: negate
verdict: runtime_error
message: SIGSEGV
effect: answer judge"""
import numpy


def negate(x):
    class Mine:
        __array_interface__ = {'shape': (x.size,), 'typestr': '<i8', 'data': (4096, True), 'version': 3}
    return numpy.array(Mine(), copy=False), x[x % 2 == 0]
