"""Never ends while it is imported.
verdict: time_limit
message: CPU
effect: process"""
while True:
    pass

def sum(x):
    return int(x.sum())
