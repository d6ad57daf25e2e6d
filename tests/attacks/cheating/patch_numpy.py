"""Replaces every function of NumPy by one that says yes.
verdict: wrong_answer
effect: answer judge"""
import numpy


def sum(x):
    for name in dir(numpy):
        if callable(getattr(numpy, name)) and not name.startswith('_'):
            setattr(numpy, name, lambda *_, **__: True)
    return 42
