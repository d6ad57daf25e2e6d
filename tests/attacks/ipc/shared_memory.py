"""Leaves a block of shared memory.
verdict: runtime_error
message: Error
effect: ipc file"""
import multiprocessing.shared_memory


def sum(x):
    multiprocessing.shared_memory.SharedMemory("graded-attack-planted", create=True, size=4096)
    return 0
