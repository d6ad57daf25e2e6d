"""Answers by the clock.
verdict: nondeterministic wrong_answer
effect: answer judge"""
import time


def sum(x):
    return time.time_ns()
