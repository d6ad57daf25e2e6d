"""Connects to the host's vsock.
verdict: security_violation
message: refused system call: socket$
effect: network"""
import socket


def sum(x):
    s = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
    s.connect((2, 47811))
    return 0
