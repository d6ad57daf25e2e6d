# Computes in float64 and returns float64: a wider result is as good as the declared one.
import numpy as np


def softmax(x, axis, log):
    x = x.astype(np.float64)
    rows = np.moveaxis(x, axis, -1)
    out = np.empty_like(rows)
    for index in np.ndindex(rows.shape[:-1]):
        row = rows[index]
        if row.size == 0:
            continue
        top = row.max()
        if top == -np.inf:
            out[index] = -np.inf if log else 0.0
            continue
        total = np.exp(row - top).sum()
        out[index] = row - top - np.log(total) if log else np.exp(row - top) / total
    return np.moveaxis(out, -1, axis)
