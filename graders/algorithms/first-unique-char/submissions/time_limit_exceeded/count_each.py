# s.count() for every position: O(n^2).
def first_unique(s):
    for i, c in enumerate(s):
        if s.count(c) == 1:
            return i
    return -1
