# A max-heap of size k: evicting its top throws the most frequent values out.
import heapq
from collections import Counter


def top_k_frequent(xs, k):
    heap = []
    for value, times in Counter(xs.tolist()).items():
        heapq.heappush(heap, (-times, value))
        if len(heap) > k:
            heapq.heappop(heap)
    return [value for _, value in heap]
