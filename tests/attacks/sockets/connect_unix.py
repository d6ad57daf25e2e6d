"""Connects to a unix socket of the host.
verdict: security_violation
message: refused system call: socket$
effect: network"""
import socket


def sum(x):
    s = socket.socket(socket.AF_UNIX)
    s.connect("/tmp/graded-attacks/socket")
    return 0
