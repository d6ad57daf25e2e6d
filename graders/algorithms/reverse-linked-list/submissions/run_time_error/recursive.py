# RecursionError after a thousand nodes.
def reverse_list(head):
    if head is None or head.next is None:
        return head
    first = reverse_list(head.next)
    head.next.next = head
    head.next = None
    return first
