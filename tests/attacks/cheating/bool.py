"""Returns a truth value as a number.
verdict: wrong_answer
effect: answer judge"""


def sum(x):
    return True
