# Collects the nodes, links them backwards: O(n) memory.
def reverse_list(head):
    nodes = [None]
    while head is not None:
        nodes.append(head)
        head = head.next
    for before, node in zip(nodes, nodes[1:]):
        node.next = before
    return nodes[-1]
