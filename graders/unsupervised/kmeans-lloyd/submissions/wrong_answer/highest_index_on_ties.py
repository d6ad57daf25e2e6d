# Of equally near centroids the one with the highest index wins.
import numpy as np


def kmeans(x, c0, iters):
    c = c0.copy()

    def assign():
        best, label = np.full(len(x), np.inf), np.zeros(len(x), np.int64)
        for k in range(len(c)):
            distance = np.zeros(len(x))
            for j in range(x.shape[1]):
                distance += (x[:, j] - c[k, j]) ** 2
            closer = distance <= best
            best[closer], label[closer] = distance[closer], k
        return label, float(best.sum())

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
