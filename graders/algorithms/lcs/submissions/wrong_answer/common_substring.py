# The longest common substring: without gaps.
def lcs(a, b):
    best = ""
    for i in range(len(a)):
        while a[i:i + len(best) + 1] in b and i + len(best) < len(a):
            best = a[i:i + len(best) + 1]
    return len(best), best
