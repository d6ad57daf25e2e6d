# One product for every place in the kernel, summed in float64; the result stays float64.
import numpy as np


def conv2d(x, w, b, stride, pad, dil, g):
    n, c, h, width = x.shape
    f, cg, kh, kw = w.shape
    oh, ow = (h + 2 * pad - dil * (kh - 1) - 1) // stride + 1, (width + 2 * pad - dil * (kw - 1) - 1) // stride + 1
    if oh < 1 or ow < 1:
        raise ValueError("ESHAPE")
    padded = np.zeros((n, g, cg, h + 2 * pad, width + 2 * pad))
    padded[..., pad:pad + h, pad:pad + width] = x.reshape(n, g, cg, h, width)
    kernel = w.reshape(g, f // g, cg, kh, kw).astype(np.float64)
    out = np.zeros((n, g, f // g, oh, ow))
    for u in range(kh):
        for v in range(kw):
            piece = padded[..., u * dil:u * dil + (oh - 1) * stride + 1:stride, v * dil:v * dil + (ow - 1) * stride + 1:stride]
            out += np.einsum("gfc,ngchw->ngfhw", kernel[..., u, v], piece, optimize=True)
    return out.reshape(n, f, oh, ow) + b[:, None, None]
