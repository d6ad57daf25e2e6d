"""Plants a module for the next submission to import.
verdict: accepted
effect: file"""
import sys


def sum(x):
    for folder in sys.path + ["/", "/usr", "/lib", "/usr/lib/x86_64-linux-gnu"]:
        try:
            with open(folder + "/graded-attack-planted.py", "w") as file:
                file.write("import os")
        except OSError:
            continue
        raise SystemError("BREACH " + folder)
    return int(x.sum())
