# log(softmax(x)): a weight that underflows to 0 becomes minus infinity.
import numpy as np


def softmax(x, axis, log):
    if x.size == 0:
        return np.zeros_like(x)
    with np.errstate(all="ignore"):
        top = np.max(x, axis=axis, keepdims=True)
        e = np.exp(x - np.where(np.isneginf(top), np.float32(0), top))
        total = np.sum(e, axis=axis, keepdims=True)
        result = np.where(total == 0, np.float32(0), e / total)
        return np.log(result) if log else result
