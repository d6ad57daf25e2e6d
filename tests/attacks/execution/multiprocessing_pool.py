"""Lets worker processes do the work.
verdict: runtime_error
message: refused system call|Error
effect: process"""
import multiprocessing


def sum(x):
    with multiprocessing.Pool(4) as pool:
        return sum(pool.map(int, x.tolist()))
