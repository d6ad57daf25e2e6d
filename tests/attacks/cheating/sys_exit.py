"""Ends with success before it answers.
verdict: runtime_error
message: SystemExit|before it answered
effect: answer judge"""
import sys


def sum(x):
    sys.exit(0)
