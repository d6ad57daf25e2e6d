import re
import string

FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
IGNORED = re.compile("[\0-/:-@\\[-`{-\x7f]+")


def is_palindrome(s):
    kept = IGNORED.sub("", s).translate(FOLD)
    return kept == kept[::-1]
