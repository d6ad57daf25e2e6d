# np.partition on the frequencies: another choice among ties, no order in the result.
import numpy as np


def top_k_frequent(xs, k):
    values, counts = np.unique(xs, return_counts=True)
    if k >= len(values):
        return values
    if k == 0:
        return np.zeros(0, np.int64)
    return values[np.argpartition(counts, len(counts) - k)[len(counts) - k:]]
