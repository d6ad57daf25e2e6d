def reverse_list(head):
    done = None
    while head is not None:
        head.next, done, head = done, head, head.next
    return done
