# Compares as float: 2^63 - 1 and 2^63 - 2 count as equal.
def merge_lists(a, b):
    first = end = Node()
    while a is not None and b is not None:
        if float(a.key) <= float(b.key):
            end.next, a = a, a.next
        else:
            end.next, b = b, b.next
        end = end.next
    end.next = a if a is not None else b
    return first.next
