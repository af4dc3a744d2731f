"""Closes the doors that a connector has no need of while it lists its tables.

This keeps honest code from harm by accident; it is no prison for code that means harm.
"""

import os
import sys
import time

from .options import MADE_UP

# What Python tells its audit hooks (https://docs.python.org/3/library/audit_events.html).
NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "pty.spawn")
CHANGES = (
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.link",
    "os.symlink",
    "shutil.rmtree",
    "shutil.move",
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class NetworkRefused(ConnectionError):
    def __init__(self, host=""):
        super().__init__("the network is refused while tables are discovered" + (f" ({host})" if host else ""))


class Isolation:
    def __init__(self, allow_network):
        self.allow_network = allow_network
        # Hosts that were asked for, and how often any was.
        self.refused = set()
        self.refusals = 0
        self.writable = ()

    def refuse(self, host):
        self.refusals += 1
        if host:
            # A made-up host says nothing; that one was asked for does.
            self.refused.add("a server that its options name" if MADE_UP in str(host) else str(host))
        raise NetworkRefused(host)

    def close_doors(self, writable):
        self.writable = tuple(os.path.realpath(path) for path in writable)
        sys.addaudithook(self.look)
        if not self.allow_network:
            # Without a network every retry is in vain; what waits between them must not wait.
            time.sleep = lambda seconds: None
            sys.modules["headrace_discover.stand_ins"].refuse = self.refuse

    def look(self, event, args):
        if event in NETWORK and not self.allow_network:
            self.refuse(host_of(event, args))
        if event in PROGRAMS:
            raise PermissionError("other programs are not started while tables are discovered")
        if event == "open" and args[0] is not None:
            path, mode, flags = args
            writes = any(letter in mode for letter in "wax+") if mode else bool((flags or 0) & WRITING)
            if writes:
                self.check(path)
        if event in CHANGES:
            self.check(args[0])

    def check(self, path):
        if isinstance(path, int):
            return
        where = os.path.realpath(os.fsdecode(path))
        inside = any(where == root or where.startswith(root + os.sep) for root in self.writable)
        if not inside and where != os.devnull:
            raise PermissionError("files are not written while tables are discovered")


def host_of(event, args):
    """Names of hosts only: paths and queries may hold secrets."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        return args[0] if isinstance(args[0], str) else None
    address = args[1] if len(args) > 1 else None
    return address[0] if isinstance(address, tuple) and address and isinstance(address[0], str) else None

