# All nodes into a list, a stable sort by key: O(N log N).
def merge_lists(a, b):
    nodes = []
    for at in (a, b):
        while at is not None:
            nodes.append(at)
            at = at.next
    nodes.sort(key=lambda node: node.key)
    following = None
    for node in reversed(nodes):
        node.next, following = following, node
    return following
