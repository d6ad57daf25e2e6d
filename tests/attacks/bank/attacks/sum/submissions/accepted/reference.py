def sum(x):
    return int(x.sum())
