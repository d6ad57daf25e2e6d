# Python numbers, one channel at a time; statistics as lists of floats turned into arrays at the end.
import math

import numpy as np


class BN:
    def __init__(self, C, eps, momentum):
        self.eps, self.momentum = eps, momentum
        self.means, self.vars = [0.0] * C, [1.0] * C

    def forward(self, x, train):
        n, channels, h, w = x.shape
        if train and n * h * w == 1:
            raise ValueError("a single value a channel")
        out = np.empty(x.shape, np.float32)
        for c in range(channels):
            mean, var = self.means[c], self.vars[c]
            values = x[:, c].ravel().tolist()
            if train:
                mean = math.fsum(values) / len(values)
                var = sum((v - mean) ** 2 for v in values) / len(values)
                self.means[c] += self.momentum * (mean - self.means[c])
                self.vars[c] += self.momentum * (var - self.vars[c])
            factor = 1 / math.sqrt(var + self.eps)
            out[:, c] = np.reshape([(v - mean) * factor for v in values], (n, h, w))
        return out

    def stats(self):
        return np.array(self.means), np.array(self.vars)
