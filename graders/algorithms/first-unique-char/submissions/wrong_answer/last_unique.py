# Returns the last character that occurs once, not the first.
from collections import Counter


def first_unique(s):
    counts = Counter(s)
    found = -1
    for i, c in enumerate(s):
        if counts[c] == 1:
            found = i
    return found
