# Probabilities are kept 1e-15 away from 0 and 1: finite, but no loss exceeds 34.5.
import numpy as np


def logreg_gd(x, y, lr, epochs):
    n, d = x.shape
    w, b, loss = np.zeros(d), 0.0, np.zeros(epochs)
    for e in range(epochs):
        z = x @ w + b
        t = np.exp(-np.abs(z))
        p = np.where(z >= 0, 1, t) / (1 + t)
        q = np.clip(p, 1e-15, 1 - 1e-15)
        loss[e] = np.mean(-y * np.log(q) - (1 - y) * np.log(1 - q))
        r = p - y
        w -= lr * (r @ x) / n
        b -= lr * float(r.mean())
    return w, b, loss
