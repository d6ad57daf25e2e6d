# Python numbers in lists, one row at a time.
import math

import numpy as np


def row_of(values, log):
    if any(v != v for v in values):
        return [math.nan] * len(values)
    top = max(values, default=-math.inf)
    if top == -math.inf:
        return [-math.inf if log else 0.0] * len(values)
    weights = [math.exp(v - top) for v in values]
    total = math.fsum(weights)
    if log:
        return [v - top - math.log(total) for v in values]
    return [e / total for e in weights]


def softmax(x, axis, log):
    rows = np.moveaxis(x, axis, 2)
    out = np.empty(rows.shape, np.float32)
    for i in range(rows.shape[0]):
        for j, values in enumerate(rows[i].tolist()):
            out[i, j] = row_of(values, log)
    return np.moveaxis(out, 2, axis)
