# NumPy: sorts the values, then the frequencies.
import numpy as np


def top_k_frequent(xs, k):
    values, counts = np.unique(xs, return_counts=True)
    return values[np.argsort(-counts)][:k]
