# NumPy over the code points: sorted, with the first place and the count of each.
import numpy as np


def first_unique(s):
    points = np.frombuffer(s.encode("utf-32-le"), np.uint32)
    _, first, counts = np.unique(points, return_index=True, return_counts=True)
    return int(first[counts == 1].min(initial=len(s))) if (counts == 1).any() else -1
