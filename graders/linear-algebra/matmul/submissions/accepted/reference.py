def matmul(a, b):
    return a @ b  # ValueError if the inner sizes differ
