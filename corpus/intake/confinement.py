"""The limits that a process lowers for itself before it opens a clerk's file: memory, size of files, no network.

It also gives way to whoever asks questions meanwhile.
"""

import os
import sys

_MEMORY_BYTES = 3 * 1024**3  # addresses, not pages in use: libraries map several times what they touch
_FILE_BYTES = 256 * 1024**2
_NICENESS = 10
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto")


def confine() -> None:
    """Lowers the limits and the rank of this process for good. Python code in it cannot reach a network from now on."""
    stand_back()
    _lower_limits()
    sys.addaudithook(_refuse_network)


if sys.platform == "win32":

    def stand_back() -> None:
        """The system knows no such rank by number."""

    def _lower_limits() -> None:
        """The system knows no such limits; those of time and pages hold."""
else:
    import resource

    def stand_back() -> None:
        """Ranks this process behind those that answer."""
        os.nice(_NICENESS)

    def _lower_limits() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_network(event: str, _: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("no network for a reader")
