# Always normalises the last axis.
import numpy as np


def softmax(x, axis, log):
    if x.size == 0:
        return np.zeros_like(x)
    with np.errstate(all="ignore"):
        top = np.max(x, axis=-1, keepdims=True)
        shifted = x - np.where(np.isneginf(top), np.float32(0), top)
        e = np.exp(shifted)
        total = np.sum(e, axis=-1, keepdims=True)
        if log:
            return np.where(total == 0, np.float32(-np.inf), shifted - np.log(total))
        return np.where(total == 0, np.float32(0), e / total)
