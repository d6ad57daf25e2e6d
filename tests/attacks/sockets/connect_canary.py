"""Connects to a port of the host.
verdict: security_violation
message: refused system call: socket$
effect: network"""
import socket


def sum(x):
    socket.create_connection(("127.0.0.1", 47811)).send(b"x")
    return 0
