"""Writes to address zero.
verdict: runtime_error
message: SIGSEGV
effect: answer judge"""
import ctypes


def sum(x):
    ctypes.memset(0, 1, 1)
