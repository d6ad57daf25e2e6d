# Starts with the second node: the first one, which becomes the last, is missing.
def reverse_list(head):
    if head is None or head.next is None:
        return head
    done, at = None, head.next
    while at is not None:
        at.next, done, at = done, at, at.next
    return done
