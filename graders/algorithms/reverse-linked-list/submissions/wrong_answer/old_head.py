# Returns the old head, which is the last node now.
def reverse_list(head):
    done, at = None, head
    while at is not None:
        at.next, done, at = done, at, at.next
    return head
