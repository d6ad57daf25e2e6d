# Broadcasting stretches an inner size of 1 instead of failing.
def matmul(a, b):
    return (a[:, :, None] * b[None]).sum(axis=1)
