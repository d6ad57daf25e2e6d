# The better of two greedy walks, through a and through b: fails where both are led astray.
def walk(a, b):
    found, at = [], 0
    for x in a:
        k = b.find(x, at)
        if k >= 0:
            found.append(x)
            at = k + 1
    return "".join(found)


def lcs(a, b):
    best = max(walk(a, b), walk(b, a), key=len)
    return len(best), best
