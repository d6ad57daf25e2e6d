# log(p) and log(1 - p) of a saturated sigmoid are infinite, and 0 * inf is NaN.
import numpy as np


def logreg_gd(x, y, lr, epochs):
    n, d = x.shape
    w, b, loss = np.zeros(d), 0.0, np.zeros(epochs)
    for e in range(epochs):
        z = x @ w + b
        t = np.exp(-np.abs(z))
        p = np.where(z >= 0, 1, t) / (1 + t)
        loss[e] = np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))
        r = p - y
        w -= lr * (r @ x) / n
        b -= lr * float(r.mean())
    return w, b, loss
