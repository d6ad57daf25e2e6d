# All differences at once: an array of N x K x D numbers.
import numpy as np


def kmeans(x, c0, iters):
    c = c0.copy()

    def assign():
        distance = ((x[:, None, :] - c[None, :, :]) ** 2).sum(axis=2)
        label = distance.argmin(axis=1) if len(x) else np.zeros(0, np.int64)
        return label, float(distance[np.arange(len(x)), label].sum())

    label, inertia = assign()
    for _ in range(iters):
        old = label
        for k in range(len(c)):
            members = x[old == k]
            if len(members):
                c[k] = members.mean(axis=0)
        label, inertia = assign()
        if np.array_equal(old, label):
            break
    return c, label, inertia
