# Seven nested loops over single elements: right, but far too slow in Python.
import numpy as np


def conv2d(x, w, b, stride, pad, dil, g):
    n, c, h, width = x.shape
    f, cg, kh, kw = w.shape
    high, wide = h + 2 * pad - dil * (kh - 1) - 1, width + 2 * pad - dil * (kw - 1) - 1
    if high < 0 or wide < 0:
        raise ValueError("ESHAPE")
    out = np.zeros((n, f, high // stride + 1, wide // stride + 1), np.float32)
    for a, o, i, j in np.ndindex(out.shape):
        total = float(b[o])
        for q in range(cg):
            for u in range(kh):
                for v in range(kw):
                    row, column = i * stride - pad + u * dil, j * stride - pad + v * dil
                    if 0 <= row < h and 0 <= column < width:
                        total += float(w[o, q, u, v]) * float(x[a, o // (f // g) * cg + q, row, column])
        out[a, o, i, j] = total
    return out
