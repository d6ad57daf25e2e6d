# A sum of outer products: another order of summation.
import numpy as np


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError("ESHAPE")
    out = np.zeros((a.shape[0], b.shape[1]))
    for column, row in zip(a.T, b):
        out += column[:, None] * row
    return out
