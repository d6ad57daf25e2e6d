"""Returns a truth value as a number.
verdict: wrong_answer bad_output
effect: answer judge"""


def sum(x):
    return True
