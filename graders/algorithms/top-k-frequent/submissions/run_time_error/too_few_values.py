# Takes k values without asking whether there are so many: IndexError.
from collections import Counter


def top_k_frequent(xs, k):
    order = Counter(xs.tolist()).most_common()
    return [order[i][0] for i in range(k)]
