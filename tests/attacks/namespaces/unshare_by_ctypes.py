"""Makes a user namespace through ctypes.
verdict: security_violation
message: refused system call: unshare$
effect: mount process"""
import ctypes


def sum(x):
    ctypes.CDLL(None).unshare(0x10000000)
    return 0
