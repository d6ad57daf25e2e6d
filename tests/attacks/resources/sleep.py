"""Sleeps for a day.
verdict: time_limit
message: wall-clock
effect: process"""
import time


def sum(x):
    time.sleep(86400)
    return 0
