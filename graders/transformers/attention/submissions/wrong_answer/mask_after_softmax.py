# The mask is multiplied in after the softmax: the weights no longer sum to 1.
import numpy as np


def attention(q, k, v, mask):
    logits = q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(q.shape[-1]))
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) * mask.astype(np.float32) @ v
