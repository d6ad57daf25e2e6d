# The textbook's two rows with max(), and the table of directions only where the witness counts.
def lcs(a, b):
    short = len(a) <= 2000 and len(b) <= 2000
    before, directions = [0] * (len(b) + 1), []
    for i in range(1, len(a) + 1):
        row, direction = [0], bytearray(len(b) + 1)
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                row.append(before[j - 1] + 1)
            else:
                row.append(max(before[j], row[j - 1]))
                direction[j] = 1 if before[j] >= row[j - 1] else 2
        before = row
        if short:
            directions.append(direction)
    i, j, found = len(a), len(b), []
    while short and i > 0 and j > 0:
        step = directions[i - 1][j]
        i, j = i - (step != 2), j - (step != 1)
        if step == 0:
            found.append(a[i])
    return before[-1], "".join(reversed(found))
