# One level of recursion a node: RecursionError after a thousand.
def merge_lists(a, b):
    if a is None:
        return b
    if b is None:
        return a
    if a.key <= b.key:
        a.next = merge_lists(a.next, b)
        return a
    b.next = merge_lists(a, b.next)
    return b
