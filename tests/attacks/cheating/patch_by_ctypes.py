"""Replaces the methods of int itself, through ctypes.
verdict: wrong_answer runtime_error accepted
effect: answer judge"""
import ctypes


def sum(x):
    ctypes.memmove(id(int) + 200, bytes(8), 8)
    return 42
