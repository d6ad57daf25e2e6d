# 256 counters, code points folded into them: characters that share the low byte are one.
def first_unique(s):
    counts = [0] * 256
    for c in s:
        counts[ord(c) % 256] += 1
    for i, c in enumerate(s):
        if counts[ord(c) % 256] == 1:
            return i
    return -1
