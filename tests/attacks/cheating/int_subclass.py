"""Returns an int that lies about itself.
verdict: wrong_answer
effect: answer judge"""


def sum(x):
    class Lie(int):
        def __eq__(self, other):
            return True
        def __int__(self):
            return 1 / 0
        __index__ = __int__
        __hash__ = int.__hash__
    return Lie(42)
