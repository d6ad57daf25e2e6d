# Python numbers in lists, one query at a time.
import math

import numpy as np


def attention(q, k, v, mask):
    scale = 1 / math.sqrt(q.shape[2])
    out = np.zeros((q.shape[0], q.shape[1], v.shape[2]), np.float32)
    for b in range(len(q)):
        keys, columns = k[b].tolist(), v[b].T.tolist()
        for t, query in enumerate(q[b].tolist()):
            seen = [s for s, open_ in enumerate(mask[b, t].tolist()) if open_]
            logits = [scale * sum(x * y for x, y in zip(query, keys[s])) for s in seen]
            if not seen:
                continue
            top = max(logits)
            weights = [math.exp(z - top) for z in logits]
            total = sum(weights)
            for e, column in enumerate(columns):
                out[b, t, e] = sum(w * column[s] for w, s in zip(weights, seen)) / total
    return out
