"""Serves from an event loop.
verdict: runtime_error
message: refused system call|Error
effect: socket"""
import asyncio


def sum(x):
    async def serve():
        await asyncio.start_server(print, "127.0.0.1", 47812)
    asyncio.run(serve())
    return 0
