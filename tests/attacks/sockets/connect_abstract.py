"""Connects to an abstract address of the host.
verdict: security_violation
message: refused system call: socket$
effect: network"""
import socket


def sum(x):
    s = socket.socket(socket.AF_UNIX)
    s.connect("\0graded-attacks")
    return 0
