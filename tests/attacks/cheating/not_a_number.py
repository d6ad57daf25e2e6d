"""Returns a float that is not a number.
verdict: bad_output
effect: answer judge"""


def sum(x):
    return float('nan')
