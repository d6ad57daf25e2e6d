# Counts characters, but returns the place in the UTF-8 bytes.
from collections import Counter


def first_unique(s):
    counts = Counter(s)
    at = 0
    for c in s:
        if counts[c] == 1:
            return at
        at += len(c.encode())
    return -1
