# One dot product an element: slow, but the inner loop is NumPy's.
import numpy as np


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError("ESHAPE")
    columns = np.ascontiguousarray(b.T)
    return np.array([[row @ column for column in columns] for row in a]).reshape(a.shape[0], b.shape[1])
