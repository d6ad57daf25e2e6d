# list.count() for every value: O(N D).
def top_k_frequent(xs, k):
    items = xs.tolist()
    return sorted(set(items), key=lambda value: -items.count(value))[:k]
