# One walk; candidates stay in a dict, which keeps the order of insertion.
def first_unique(s):
    once, seen = {}, set()
    for i, c in enumerate(s):
        if c in seen:
            once.pop(c, None)
        else:
            seen.add(c)
            once[c] = i
    return next(iter(once.values()), -1)
