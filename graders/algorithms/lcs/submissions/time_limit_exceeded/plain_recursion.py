# Recursion that remembers nothing: about 10^17 calls for 30 + 30 characters.
def lcs(a, b):
    if not a or not b:
        return 0, ""
    if a[-1] == b[-1]:
        length, witness = lcs(a[:-1], b[:-1])
        return length + 1, witness + a[-1]
    return max(lcs(a[:-1], b), lcs(a, b[:-1]))
