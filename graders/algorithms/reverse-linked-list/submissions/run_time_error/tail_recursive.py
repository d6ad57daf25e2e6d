# Python turns no tail call into a loop: RecursionError after a thousand nodes.
def onto(head, done):
    if head is None:
        return done
    following, head.next = head.next, done
    return onto(following, head)


def reverse_list(head):
    return onto(head, None)
