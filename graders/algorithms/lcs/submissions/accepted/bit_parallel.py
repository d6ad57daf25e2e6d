# Python's long integers as bit vectors (Hyyro 2004): a row is one addition. The rows give the witness.
def lcs(a, b):
    full = (1 << len(a)) - 1
    matches = {}
    for i, x in enumerate(a):
        matches[x] = matches.get(x, 0) | 1 << i
    row = full
    rows = [row]
    for y in b:
        both = row & matches.get(y, 0)
        row = (row + both | row - both) & full
        rows.append(row)
    length = len(a) - bin(row).count("1")

    found = []
    i, j = len(a), len(b)
    while i > 0 and j > 0:  # a zero at i - 1 is a step of the length
        if rows[j] >> i - 1 & 1:
            i -= 1
        elif not rows[j - 1] >> i - 1 & 1:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append(a[i])
    return length, "".join(reversed(found))
