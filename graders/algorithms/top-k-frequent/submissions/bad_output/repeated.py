# Sorts all elements by their frequency and takes the first ones, without removing repetitions.
from collections import Counter


def top_k_frequent(xs, k):
    items = xs.tolist()
    counts = Counter(items)
    items.sort(key=lambda value: (-counts[value], value))
    return items[:min(k, len(counts))]
