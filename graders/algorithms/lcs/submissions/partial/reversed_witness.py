# Collects the witness from its end and forgets to turn it round (and keeps the whole table).
def lcs(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        before, row = table[i], table[i + 1]
        for j, y in enumerate(b):
            row[j + 1] = before[j] + 1 if x == y else row[j] if row[j] > before[j + 1] else before[j + 1]
    i, j, found = len(a), len(b), []
    while i > 0 and j > 0:
        if a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
            found.append(a[i])
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return table[-1][-1], "".join(found)
