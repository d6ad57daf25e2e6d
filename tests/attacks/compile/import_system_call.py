"""Escapes while it is imported.
verdict: security_violation
message: refused system call: chroot$
effect: file"""
import os
os.chroot("/tmp")

def sum(x):
    return int(x.sum())
