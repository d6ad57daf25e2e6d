# Leaves out everything beyond ASCII: every text of another script is a palindrome.
import re


def is_palindrome(s):
    kept = re.sub("[^0-9A-Za-z]+", "", s).lower()
    return kept == kept[::-1]
