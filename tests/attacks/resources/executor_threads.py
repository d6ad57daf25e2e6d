"""Lets a pool of threads burn more than one processor.
verdict: runtime_error
message: can't start new thread
effect: process"""
import concurrent.futures


def sum(x):
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        return sum(pool.map(int, x.tolist()))
