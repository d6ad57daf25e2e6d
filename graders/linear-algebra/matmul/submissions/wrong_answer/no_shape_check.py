# zip() stops at the shorter of a row and a column: unequal inner sizes pass unnoticed.
import numpy as np


def matmul(a, b):
    out = np.zeros((a.shape[0], b.shape[1]))
    for column, row in zip(a.T, b):
        out += column[:, None] * row
    return out
