"""Waits for a lock that it holds itself.
verdict: time_limit
message: wall-clock
effect: process"""
import threading


def sum(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
    return 0
