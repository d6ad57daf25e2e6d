# Takes a difference of 32 for a difference in case: "0P" passes.
def is_palindrome(s):
    kept = [ord(c) for c in s if c.isalnum()]
    return all(abs(a - b) in (0, 32) for a, b in zip(kept, reversed(kept)))
