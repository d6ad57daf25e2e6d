"""Imports the host's modules.
verdict: runtime_error
message: (ModuleNotFound|Import)Error
effect: answer"""
import grader

def sum(x):
    return int(x.sum())
