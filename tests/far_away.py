"""A line with a delay before a site: what a browser sends gets there late, and races between a test and a page show."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOST = 1 << 20  # bytes that come at once wait together


@contextmanager
def far_away(port: int, *, milliseconds: int) -> Iterator[int]:
    """Carry to a port of this machine whatever comes, so much later; yield the port where the line begins."""
    loop = asyncio.new_event_loop()
    began, over = threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wait: float) -> None:
        try:
            with suppress(ConnectionError):
                while part := await reader.read(MOST):
                    await asyncio.sleep(wait)
                    writer.write(part)
                    await writer.drain()
        finally:
            writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port, limit=MOST)
        await asyncio.gather(carry(reader, back, milliseconds / 1000), carry(there, writer, 0))

    async def run() -> None:
        server = await asyncio.start_server(connect, "127.0.0.1", 0, limit=MOST)
        ports.append(server.sockets[0].getsockname()[1])
        began.set()
        await over.wait()
        server.close()
        await asyncio.sleep(0.1)  # those who were about to connect have
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0.1)  # what was closed is closed in the next round of the loop

    thread = threading.Thread(target=loop.run_until_complete, args=[run()], daemon=True)
    thread.start()
    began.wait()
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
