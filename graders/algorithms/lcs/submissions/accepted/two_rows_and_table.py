# The length with NumPy, a diagonal at a time; the witness from a table of bytes where the texts are short.
import numpy as np


def length_of(a, b):
    x, y = np.frombuffer(a.encode(), np.uint8), np.frombuffer(b.encode(), np.uint8)[::-1]
    n, m = len(x), len(y)
    before, last = np.zeros(n + 1, np.int32), np.zeros(n + 1, np.int32)
    for d in range(n + m - 1):  # i + j = d; y is reversed, so that a diagonal is a slice of it
        low, high = max(0, d - m + 1), min(n, d + 1)
        same = x[low:high] == y[m - 1 - d + low:m - 1 - d + high]
        now = last.copy()
        now[low + 1:high + 1] = np.where(same, before[low:high] + 1, np.maximum(last[low:high], last[low + 1:high + 1]))
        before, last = last, now
    return int(last[n])


def witness_of(a, b):
    rows = [np.zeros(len(b) + 1, np.int16)]
    y = np.frombuffer(b.encode(), np.uint8)
    for x in a.encode():
        row = rows[-1].copy()
        row[1:] = np.maximum(row[1:], np.where(y == x, row[:-1] + 1, 0))
        rows.append(np.maximum.accumulate(row))
    i, j, found = len(a), len(b), []
    while i > 0 and j > 0:
        if rows[i - 1][j] == rows[i][j]:
            i -= 1
        elif rows[i][j - 1] == rows[i][j]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append(a[i])
    return "".join(reversed(found))


def lcs(a, b):
    if not a or not b:
        return 0, ""
    if len(a) <= 2000 and len(b) <= 2000:
        witness = witness_of(a, b)
        return len(witness), witness
    return length_of(a, b), ""
