# Multiplies in single precision.
import numpy as np


def matmul(a, b):
    return (a.astype(np.float32) @ b.astype(np.float32)).astype(np.float64)
