"""Ends with success, past all handlers.
verdict: runtime_error
message: before it answered
effect: answer judge"""
import os


def sum(x):
    os._exit(0)
