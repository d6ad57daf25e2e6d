# A table indexed by the value: no list is that long.
def top_k_frequent(xs, k):
    if len(xs) == 0:
        return []
    counts = [0] * (int(xs.max()) + 1)
    for value in xs.tolist():
        counts[value] += 1
    order = sorted(range(len(counts)), key=lambda value: -counts[value])
    return [value for value in order if counts[value] > 0][:k]
