"""A mail server for tests: takes mails into a folder, or refuses them as it is told.

    smtp_server.py FOLDER [--answer 451|550] [--times N] [--certificate FILE --key FILE]

Listens on a free port of 127.0.0.1 and prints that port as its first line. Mails it takes stand in FOLDER/new, one
file each, numbered in the order they came. With --answer every message is answered so, or only the first N. With a
certificate STARTTLS is required. It ends when its standard input does.
"""

import argparse
import asyncio
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP

ANSWERS = {
    "451": "451 4.3.0 Try again later",
    "550": "550 5.1.1 No such mailbox here",
}


class Folder:
    """Keeps what it takes; counts what it refuses."""

    def __init__(self, folder, answer, times):
        self.new = folder / "new"
        self.tmp = folder / "tmp"
        self.new.mkdir(parents=True)
        self.tmp.mkdir()
        self.answer = answer
        self.refusals_left = times
        self.taken = 0

    async def handle_DATA(self, _server, _session, envelope):
        if self.answer and self.refusals_left != 0:
            if self.refusals_left is not None:
                self.refusals_left -= 1
            return ANSWERS[self.answer]
        self.taken += 1
        name = f"{self.taken:06}.eml"
        head = f"X-MailFrom: {envelope.mail_from}\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\n"
        part = self.tmp / name
        part.write_bytes(head.encode() + envelope.content)
        part.rename(self.new / name)
        return "250 2.0.0 Taken"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--answer", choices=ANSWERS)
    parser.add_argument("--times", type=int)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    options = parser.parse_args()

    tls = None
    if options.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(options.certificate, options.key)
    handler = Folder(options.folder, options.answer, options.times)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", tls_context=tls, require_starttls=tls is not None, loop=loop),
        "127.0.0.1",
        0,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
