"""Doubles itself until the machine stands still.
verdict: security_violation
message: refused system call: (v?fork|clone)$
effect: process"""
import os


def sum(x):
    while True:
        os.fork()
