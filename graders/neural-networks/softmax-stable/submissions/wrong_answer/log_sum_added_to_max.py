# x - (max + log(sum)) in float32: around 1e4 the bracket is rounded to 1e-3.
import numpy as np


def softmax(x, axis, log):
    if x.size == 0:
        return np.zeros_like(x)
    with np.errstate(all="ignore"):
        top = np.max(x, axis=axis, keepdims=True)
        e = np.exp(x - np.where(np.isneginf(top), np.float32(0), top))
        total = np.sum(e, axis=axis, keepdims=True)
        if log:
            return np.where(total == 0, np.float32(-np.inf), x - (top + np.log(total)))
        return np.where(total == 0, np.float32(0), e / total)
