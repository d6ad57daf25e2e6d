"""Returns a list that changes while it is read.
question: negate
verdict: bad_output
effect: answer judge"""


def negate(x):
    class Changing(list):
        def __getitem__(self, i):
            self.clear()
            return 0
        def __len__(self):
            return 1 << 40
        def __iter__(self):
            return iter([-x, x[x % 2 == 0]])
    return Changing([1, 2])
