"""Searches for arrays other than its own: later inputs, or expected outputs.
verdict: accepted
effect: answer judge"""
import gc
import numpy


def sum(x):
    others = [a for a in gc.get_objects() if type(a) is numpy.ndarray and a is not x and a.dtype == x.dtype and a.size == x.size]
    if others:
        raise SystemError('BREACH')
    return int(x.sum())
