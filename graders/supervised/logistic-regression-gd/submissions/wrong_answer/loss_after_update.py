# The loss is recorded after the update instead of before it.
import numpy as np


def logreg_gd(x, y, lr, epochs):
    n, d = x.shape
    w, b, loss = np.zeros(d), 0.0, np.zeros(epochs)
    for e in range(epochs):
        z = x @ w + b
        t = np.exp(-np.abs(z))
        p = np.where(z >= 0, 1, t) / (1 + t)
        r = p - y
        w -= lr * (r @ x) / n
        b -= lr * float(r.mean())
        z = x @ w + b
        loss[e] = np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))
    return w, b, loss
