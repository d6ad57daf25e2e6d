# Counts well, then searches all frequencies for the greatest, k times: O(k D).
from collections import Counter


def top_k_frequent(xs, k):
    counts = Counter(xs.tolist())
    found = []
    for _ in range(min(k, len(counts))):
        best = max(counts, key=counts.get)
        found.append(best)
        del counts[best]
    return found
