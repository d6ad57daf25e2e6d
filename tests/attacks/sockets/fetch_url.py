"""Fetches a page.
verdict: security_violation
message: refused system call: socket$
effect: network"""
import urllib.request


def sum(x):
    return len(urllib.request.urlopen("http://127.0.0.1:47811/").read())
