# Reads b as if it were stored transposed.
def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError("ESHAPE")
    return a @ b.reshape(b.shape[1], b.shape[0]).T
