# A table of 256 counters over the UTF-8 bytes: right for ASCII only.
def first_unique(s):
    data = s.encode()
    counts = [0] * 256
    for b in data:
        counts[b] += 1
    for i, b in enumerate(data):
        if counts[b] == 1:
            return i
    return -1
