# A table of 26 counters for lower-case letters: IndexError on everything else.
def first_unique(s):
    counts = [0] * 26
    for c in s:
        counts[ord(c) - ord("a")] += 1
    for i, c in enumerate(s):
        if counts[ord(c) - ord("a")] == 1:
            return i
    return -1
