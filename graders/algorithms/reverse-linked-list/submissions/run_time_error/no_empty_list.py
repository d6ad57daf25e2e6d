# AttributeError for the empty list.
def reverse_list(head):
    done, following = None, head.next
    while following is not None:
        head.next, done, head = done, head, following
        following = head.next
    head.next = done
    return head
