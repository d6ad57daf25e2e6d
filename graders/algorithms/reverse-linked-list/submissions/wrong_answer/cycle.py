# The old head still points at the second node: the result runs in a circle.
def reverse_list(head):
    if head is None:
        return None
    done, at = head, head.next
    while at is not None:
        at.next, done, at = done, at, at.next
    return done
