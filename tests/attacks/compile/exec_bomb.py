"""Compiles a program that it makes at run time, of ten million lines.
verdict: memory_limit time_limit
message: MiB|CPU
effect: process"""
exec("a = 1\n" * 10 ** 7)

def sum(x):
    return int(x.sum())
