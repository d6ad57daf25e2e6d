"""Raises what only a user can cause.
verdict: runtime_error
message: KeyboardInterrupt
effect: answer judge"""


def sum(x):
    raise KeyboardInterrupt
