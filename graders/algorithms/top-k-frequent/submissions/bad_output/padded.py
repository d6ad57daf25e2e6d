# Pads the result to k elements with zeros when there are not enough values.
from collections import Counter


def top_k_frequent(xs, k):
    found = [value for value, _ in Counter(xs.tolist()).most_common(k)]
    return found + [0] * min(k - len(found), 1000)
