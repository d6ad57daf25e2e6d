# Sorts the keys alone: the tags stay where they were.
def merge_lists(a, b):
    nodes = []
    for at in (a, b):
        while at is not None:
            nodes.append(at)
            at = at.next
    for node, key in zip(nodes, sorted(node.key for node in nodes)):
        node.key = key
    for node, following in zip(nodes, nodes[1:]):
        node.next = following
    return nodes[0] if nodes else None
