"""Matches a pattern that takes exponential time, inside C code that never looks for signals.
verdict: time_limit
message: CPU
effect: process"""
import re


def sum(x):
    re.match('(a*)*b', 'a' * 60)
    return 0
