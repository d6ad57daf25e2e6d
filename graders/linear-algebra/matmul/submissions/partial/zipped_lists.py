# Python numbers in lists are quicker than single array elements, but not quick enough for the speed group.
import numpy as np


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError("ESHAPE")
    out = np.zeros((a.shape[0], b.shape[1]))
    columns = b.T.tolist()
    for i, row in enumerate(a.tolist()):
        for j, column in enumerate(columns):
            total = 0.0
            for x, y in zip(row, column):
                total += x * y
            out[i, j] = total
    return out
