# heapq.merge is stable between its inputs.
import heapq


def walk(at):
    while at is not None:
        yield at
        at = at.next


def merge_lists(a, b):
    nodes = list(heapq.merge(walk(a), walk(b), key=lambda node: node.key))
    for node, following in zip(nodes, nodes[1:] + [None]):
        node.next = following
    return nodes[0] if nodes else None
