"""Ends with the status that means that the host is broken.
verdict: runtime_error
message: exit status 70
effect: answer judge"""
import os


def sum(x):
    os._exit(70)
