"""Starts threads until none can be started.
verdict: runtime_error
message: can't start new thread
effect: process"""
import threading


def sum(x):
    while True:
        threading.Thread(target=threading.Event().wait).start()
