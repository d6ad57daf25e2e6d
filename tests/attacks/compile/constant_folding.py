"""Has the compiler compute a number of a thousand million digits.
verdict: time_limit memory_limit runtime_error
message: CPU|MiB|Error
effect: process"""
value = (9 ** 9 ** 9) * 2

def sum(x):
    return int(x.sum())
