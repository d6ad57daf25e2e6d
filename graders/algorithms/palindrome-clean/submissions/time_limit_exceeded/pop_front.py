# list.pop(0) moves the whole rest each time: O(n^2).
def is_palindrome(s):
    kept = [c for c in s.lower() if c.isalnum()]
    while len(kept) > 1:
        if kept.pop(0) != kept.pop():
            return False
    return True
