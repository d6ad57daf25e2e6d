import numpy as np


def attention(q, k, v, mask):
    logits = q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(q.shape[-1]))
    logits = np.where(mask != 0, logits, np.float32(-np.inf))
    top = logits.max(axis=-1, keepdims=True)
    e = np.exp(logits - np.where(np.isneginf(top), np.float32(0), top))
    total = e.sum(axis=-1, keepdims=True)
    return np.where(total == 0, np.float32(0), e / np.where(total == 0, np.float32(1), total)) @ v
