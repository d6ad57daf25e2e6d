# Points, centroids and dimensions in Python loops.
import numpy as np


def kmeans(x, c0, iters):
    points, c = x.tolist(), c0.tolist()

    def assign():
        label, inertia = [], 0.0
        for p in points:
            best, where = float("inf"), 0
            for k, q in enumerate(c):
                distance = 0.0
                for a, b in zip(p, q):
                    distance += (a - b) * (a - b)
                if distance < best:
                    best, where = distance, k
            label.append(where)
            inertia += best
        return label, inertia if points else 0.0

    label, inertia = assign()
    for _ in range(iters):
        old = label
        for k in range(len(c)):
            members = [p for p, l in zip(points, old) if l == k]
            if members:
                c[k] = [sum(column) / len(members) for column in zip(*members)]
        label, inertia = assign()
        if old == label:
            break
    return np.array(c), np.array(label, np.int32), inertia
