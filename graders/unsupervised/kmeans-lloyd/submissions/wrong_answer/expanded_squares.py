# |x|^2 - 2 x.c + |c|^2 around 1e8: the squares are 1e16, nothing is left of distances around 1.
import numpy as np


def kmeans(x, c0, iters):
    c = c0.copy()
    if len(x) == 0:
        return c, np.zeros(0, np.int32), 0.0
    centre = np.zeros(x.shape[1])
    z = x - centre
    squares = (z * z).sum(axis=1)

    def assign():
        m = c - centre
        return np.argmin((m * m).sum(axis=1) - 2 * (z @ m.T), axis=1)

    label = assign()
    for _ in range(iters):
        old = label
        count = np.bincount(old, minlength=len(c))
        for j in range(x.shape[1]):
            total = np.bincount(old, weights=z[:, j], minlength=len(c))
            c[:, j] = np.where(count > 0, centre[j] + total / np.maximum(count, 1), c[:, j])
        label = assign()
        if np.array_equal(old, label):
            break
    inertia = float(((x - c[label]) ** 2).sum())
    return c, label.astype(np.int32), inertia
