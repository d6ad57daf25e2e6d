# Three loops over single elements are right, but far too slow in Python: only the speed group is lost.
import numpy as np


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError("ESHAPE")
    out = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                out[i, j] += a[i, k] * b[k, j]
    return out
