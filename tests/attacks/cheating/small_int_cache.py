"""Changes the number one for everybody in its process.
verdict: wrong_answer runtime_error bad_output
effect: answer judge"""
import ctypes


def sum(x):
    ctypes.c_int.from_address(id(1) + 24).value = 42
    return 1
