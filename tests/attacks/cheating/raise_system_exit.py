"""Raises what ends a process with success.
verdict: runtime_error
message: SystemExit|before it answered
effect: answer judge"""


def sum(x):
    raise SystemExit(0)
