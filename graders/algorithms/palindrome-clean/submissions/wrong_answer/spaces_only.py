# Leaves out white space only.
def is_palindrome(s):
    kept = "".join(s.split()).lower()
    return kept == kept[::-1]
