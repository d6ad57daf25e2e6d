# Finds the length only.
def lcs(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        new = [0]
        for j, y in enumerate(b):
            new.append(row[j] + 1 if x == y else row[j + 1] if row[j + 1] > new[j] else new[j])
        row = new
    return row[-1], ""
