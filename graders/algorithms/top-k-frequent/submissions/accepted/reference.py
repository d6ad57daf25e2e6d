import heapq
from collections import Counter


def top_k_frequent(xs, k):
    counts = Counter(xs.tolist())
    return heapq.nlargest(k, counts, key=counts.get)
