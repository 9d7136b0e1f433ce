# SPDX-License-Identifier: Apache-2.0
#
# A WebSocket server that returns each message, and writes one line about each
# handshake that reaches it: path and origin. Arguments: port, file.

import asyncio
import sys

import websockets


async def echo(socket):
    request = getattr(socket, "request", None)  # websockets 13 and later
    path = request.path if request else socket.path
    headers = request.headers if request else socket.request_headers
    with open(sys.argv[2], "a") as seen:
        seen.write(path + " " + headers.get("Origin", "-") + "\n")
    async for message in socket:
        await socket.send(message)


async def main():
    async with websockets.serve(echo, "127.0.0.1", int(sys.argv[1])):
        await asyncio.Future()


asyncio.run(main())
