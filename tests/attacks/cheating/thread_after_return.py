"""Leaves a thread that changes the answer later.
verdict: runtime_error
message: can't start new thread
effect: answer judge"""
import threading


def sum(x):
    result = [int(x.sum())]
    threading.Timer(0.01, result.clear).start()
    return result[0]
