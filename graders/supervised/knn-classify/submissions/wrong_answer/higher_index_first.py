# Of equally far rows the one with the higher index counts as nearer.
import numpy as np


def knn(xtr, ytr, xte, k):
    out = np.zeros(len(xte), np.int32)
    for i, x in enumerate(xte):
        distance = ((xtr - x) ** 2).sum(axis=1)
        order = len(xtr) - 1 - np.argsort(distance[::-1], kind="stable")[:k]
        values, counts = np.unique(ytr[order], return_counts=True)
        out[i] = values[np.argmax(counts)]
    return out
