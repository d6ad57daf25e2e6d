# A single value a channel is normalised to 0 instead of refused.
import numpy as np


class BN:
    def __init__(self, C, eps, momentum):
        self.eps, self.momentum = np.float32(eps), np.float32(momentum)
        self.mean, self.var = np.zeros(C, np.float32), np.ones(C, np.float32)

    def forward(self, x, train):
        mean, var = self.mean, self.var
        if train:
            mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
            self.mean = (1 - self.momentum) * self.mean + self.momentum * mean
            self.var = (1 - self.momentum) * self.var + self.momentum * var
        return (x - mean[:, None, None]) / np.sqrt(var[:, None, None] + self.eps)

    def stats(self):
        return self.mean, self.var
