"""Calls mount(2) through ctypes.
verdict: security_violation
message: refused system call: mount$
effect: mount"""
import ctypes


def sum(x):
    ctypes.CDLL(None).mount(b"graded-attack-planted", b"/tmp", b"tmpfs", 0, None)
    return 0
