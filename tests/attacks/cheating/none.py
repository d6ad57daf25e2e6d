"""Returns nothing.
verdict: bad_output
message: None
effect: answer judge"""


def sum(x):
    pass
