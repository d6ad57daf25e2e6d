# A bucket for every frequency.
from collections import Counter


def top_k_frequent(xs, k):
    counts = Counter(xs.tolist())
    buckets = [[] for _ in range(max(counts.values(), default=0) + 1)]
    for value, times in counts.items():
        buckets[times].append(value)
    found = [value for bucket in reversed(buckets) for value in bucket]
    return found[:k]
