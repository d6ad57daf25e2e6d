"""Unpacks what is a thousand times larger.
verdict: memory_limit time_limit
message: MiB|CPU
effect: process"""
import zlib


def sum(x):
    packed = zlib.compress(bytes(1 << 24))
    return len(zlib.decompress(packed) * 100)
