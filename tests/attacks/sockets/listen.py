"""Listens on a port.
verdict: security_violation
message: refused system call: socket$
effect: socket"""
import socket


def sum(x):
    s = socket.create_server(("127.0.0.1", 47812))
    s.accept()
    return 0
