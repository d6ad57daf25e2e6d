# Right values in new nodes.
def reverse_list(head):
    done = None
    while head is not None:
        done = Node(head.val, done)
        head = head.next
    return done
