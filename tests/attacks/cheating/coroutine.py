"""Is a coroutine.
verdict: bad_output
message: coroutine
effect: answer judge"""
async def sum(x):
    return int(x.sum())
