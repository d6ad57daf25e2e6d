"""Ends with success while it is imported.
verdict: runtime_error
message: before it answered|exit status 0|SystemExit
effect: judge"""
import os
os._exit(0)

def sum(x):
    return int(x.sum())
