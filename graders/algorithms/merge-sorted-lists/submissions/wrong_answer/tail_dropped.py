# Stops when one list ends and drops the rest of the other.
def merge_lists(a, b):
    first = end = Node()
    while a is not None and b is not None:
        if a.key <= b.key:
            end.next, a = a, a.next
        else:
            end.next, b = b, b.next
        end = end.next
    end.next = None
    return first.next
