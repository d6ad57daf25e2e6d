# Takes everything from A to z for letters, also [ \ ] ^ _ and the backquote.
def is_palindrome(s):
    kept = [c for c in s if "A" <= c <= "z" or "0" <= c <= "9" or c > "\x7f"]
    kept = "".join(kept).lower()
    return kept == kept[::-1]
