"""Reads where everything lies in memory.
verdict: accepted
effect: secret"""
import os


def sum(x):
    for name in ("maps", "mem", "environ", "status", "fd", "cwd", "exe"):
        if os.path.lexists(f"/proc/self/{name}"):
            raise SystemError("BREACH " + name)
    return int(x.sum())
