# isalpha() leaves out digits, so that nothing contradicts in "0P".
def is_palindrome(s):
    kept = [c for c in s.lower() if c.isalpha()]
    return kept == kept[::-1]
