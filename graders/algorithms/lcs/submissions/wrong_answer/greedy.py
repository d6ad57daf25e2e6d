# Walks through a and takes every character that still occurs in the rest of b.
def lcs(a, b):
    found, at = [], 0
    for x in a:
        k = b.find(x, at)
        if k >= 0:
            found.append(x)
            at = k + 1
    return len(found), "".join(found)
