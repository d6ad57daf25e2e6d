# The running statistics are arrays that are updated in place and handed out as they are.
import numpy as np


class BN:
    def __init__(self, C, eps, momentum):
        self.eps, self.momentum = eps, momentum
        self.mean, self.var = np.zeros(C), np.ones(C)

    def forward(self, x, train):
        if not train:
            mean, var = self.mean, self.var
        elif x[:, 0].size == 1:
            raise ValueError("one value a channel")
        else:
            rows = x.transpose(1, 0, 2, 3).reshape(x.shape[1], -1).astype(np.float64)
            mean = rows.mean(axis=1)
            var = ((rows - mean[:, None]) ** 2).mean(axis=1)
            for running, batch in ((self.mean, mean), (self.var, var)):
                running *= 1 - self.momentum
                running += self.momentum * batch
        return (x - mean.reshape(-1, 1, 1)) / np.sqrt(var + self.eps).reshape(-1, 1, 1)

    def stats(self):
        return self.mean, self.var
