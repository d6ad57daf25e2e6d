# Pieces of queries; candidates by |x|^2 - 2 x.y + |y|^2 after centring, the exact differences decide.
import numpy as np


def knn(xtr, ytr, xte, k):
    n, k = len(xtr), min(k, len(xtr))
    out = np.zeros(len(xte), np.int32)
    centre = np.round(xtr.mean(axis=0))
    a = xtr - centre
    squares = (a * a).sum(axis=1)
    for start in range(0, len(xte), 250):
        q = xte[start:start + 250] - centre
        rough = squares - 2 * (q @ a.T)
        slack = min(n, k + 64)
        some = np.argpartition(rough, slack - 1, axis=1)[:, :slack] if slack < n else np.tile(np.arange(n), (len(q), 1))
        for i, indices in enumerate(some):
            indices = np.sort(indices)
            difference = xtr[indices] - xte[start + i]
            order = np.argsort((difference * difference).sum(axis=1), kind="stable")[:k]
            values, counts = np.unique(ytr[indices[order]], return_counts=True)
            out[start + i] = values[np.argmax(counts)]
    return out
