"""Starts a shell on a terminal of its own.
verdict: runtime_error
message: refused system call|Error
effect: process"""
import pty


def sum(x):
    pty.spawn("/bin/sh")
    return 0
