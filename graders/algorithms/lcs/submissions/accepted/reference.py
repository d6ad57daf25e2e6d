# Two rows for the length; a table for the witness where the texts are short.
def length_of(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = left = 0
        new = [0]
        for y, above in zip(b, row[1:]):
            if x == y:
                left = diagonal + 1
            elif above > left:
                left = above
            new.append(left)
            diagonal = above
        row = new
    return row[-1]


def find_witness(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    i, j, found = len(a), len(b), []
    while i > 0 and j > 0:
        if a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
            found.append(a[i])
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return "".join(reversed(found))


def lcs(a, b):
    if len(a) > 2000 or len(b) > 2000:
        return length_of(a, b), ""
    witness = find_witness(a, b)
    return len(witness), witness
