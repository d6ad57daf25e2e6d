# A table of 256 counters indexed by code point: IndexError on the first character beyond Latin-1.
def first_unique(s):
    counts = [0] * 256
    for c in s:
        counts[ord(c)] += 1
    for i, c in enumerate(s):
        if counts[ord(c)] == 1:
            return i
    return -1
