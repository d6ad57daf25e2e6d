# Right, but one row and one feature at a time in Python.
import math

import numpy as np


def logreg_gd(x, y, lr, epochs):
    rows, targets = x.tolist(), y.tolist()
    n, d = x.shape
    w, b, loss = [0.0] * d, 0.0, []
    for _ in range(epochs):
        total, gradient, gradient_b = 0.0, [0.0] * d, 0.0
        for row, t in zip(rows, targets):
            z = b
            for j in range(d):
                z += row[j] * w[j]
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            total += max(z, 0) - z * t + math.log1p(math.exp(-abs(z)))
            for j in range(d):
                gradient[j] += (p - t) * row[j]
            gradient_b += p - t
        loss.append(total / n)
        w = [w[j] - lr * gradient[j] / n for j in range(d)]
        b -= lr * gradient_b / n
    return np.array(w), b, np.array(loss)
