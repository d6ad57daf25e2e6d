# The weights of the old and the new statistics are swapped.
import numpy as np


class BN:
    def __init__(self, C, eps, momentum):
        self.eps, self.momentum = np.float32(eps), np.float32(momentum)
        self.mean, self.var = np.zeros(C, np.float32), np.ones(C, np.float32)

    def forward(self, x, train):
        mean, var = self.mean, self.var
        if train:
            if x.shape[0] * x.shape[2] * x.shape[3] == 1:
                raise ValueError("ESHAPE")
            mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
            self.var = self.momentum * self.var + (1 - self.momentum) * var
        return (x - mean[:, None, None]) / np.sqrt(var[:, None, None] + self.eps)

    def stats(self):
        return self.mean, self.var
