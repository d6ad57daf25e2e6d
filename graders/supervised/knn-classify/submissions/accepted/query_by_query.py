import numpy as np


def knn(xtr, ytr, xte, k):
    out = []
    for x in xte:
        distance = np.zeros(len(xtr))
        for j in range(xtr.shape[1]):
            distance += (xtr[:, j] - x[j]) ** 2
        order = np.argsort(distance, kind="stable")[:k]
        values, counts = np.unique(ytr[order], return_counts=True)
        out.append(values[np.argmax(counts)])
    return np.array(out, np.int32)
