# Right keys and tags in new nodes.
def merge_lists(a, b):
    pairs = []
    for at in (a, b):
        while at is not None:
            pairs.append((at.key, at.tag))
            at = at.next
    pairs.sort(key=lambda pair: pair[0])
    first = None
    for key, tag in reversed(pairs):
        first = Node(key, tag, first)
    return first
