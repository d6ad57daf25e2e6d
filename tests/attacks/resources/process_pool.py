"""Lets a pool of processes burn more than its time.
verdict: runtime_error
message: refused system call|Error
effect: process"""
import concurrent.futures


def sum(x):
    with concurrent.futures.ProcessPoolExecutor(8) as pool:
        return sum(pool.map(int, x.tolist()))
