"""Sets the clock from Python.
verdict: security_violation
message: refused system call: clock_settime$
effect: clock"""
import time


def sum(x):
    time.clock_settime(time.CLOCK_REALTIME, 0)
    return 0
