# < instead of <=: among equal keys b comes first.
def merge_lists(a, b):
    first = end = Node()
    while a is not None and b is not None:
        if a.key < b.key:
            end.next, a = a, a.next
        else:
            end.next, b = b, b.next
        end = end.next
    end.next = a if a is not None else b
    return first.next
