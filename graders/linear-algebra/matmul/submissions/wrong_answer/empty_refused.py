# Fails for an empty inner size instead of giving zeros.
def matmul(a, b):
    if a.shape[1] != b.shape[0] or a.shape[1] == 0:
        raise ValueError("ESHAPE")
    return a @ b
