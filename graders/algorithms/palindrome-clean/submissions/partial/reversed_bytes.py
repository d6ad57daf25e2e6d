# Reverses the UTF-8 bytes: the bytes of one character come out in the wrong order.
import re


def is_palindrome(s):
    kept = re.sub(rb"[\0-/:-@\[-`{-\x7f]+", b"", s.encode()).lower()
    return kept == kept[::-1]
