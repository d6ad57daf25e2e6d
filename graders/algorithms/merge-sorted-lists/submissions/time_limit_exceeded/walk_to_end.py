# Walks to the end of the result for every node that it appends: O(N^2).
def merge_lists(a, b):
    first = None
    while a is not None or b is not None:
        if b is None or (a is not None and a.key <= b.key):
            taken, a = a, a.next
        else:
            taken, b = b, b.next
        taken.next = None
        if first is None:
            first = taken
            continue
        end = first
        while end.next is not None:
            end = end.next
        end.next = taken
    return first
