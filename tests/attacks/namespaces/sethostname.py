"""Changes the host's name from Python.
verdict: security_violation
message: refused system call: sethostname$
effect: hostname"""
import socket


def sum(x):
    socket.sethostname("graded-attack-planted")
    return 0
