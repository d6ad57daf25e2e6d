# Two indices and comparisons of code points, nothing else: O(1) memory.
def is_palindrome(s):
    i, j = 0, len(s) - 1
    while i < j:
        a, b = s[i], s[j]
        if not (a > "\x7f" or "0" <= a <= "9" or "A" <= a <= "Z" or "a" <= a <= "z"):
            i += 1
        elif not (b > "\x7f" or "0" <= b <= "9" or "A" <= b <= "Z" or "a" <= b <= "z"):
            j -= 1
        elif a == b or a.isascii() and b.isascii() and a.lower() == b.lower():
            i, j = i + 1, j - 1
        else:
            return False
    return True
