"""Who does what only one process may do at a time: polling Telegram with a token, deleting what has expired."""

from typing import Protocol


class Lease(Protocol):
    """A named lease that must be renewed before it ends; whoever dies loses it by time alone. Never raises."""

    def hold(self) -> bool:
        """Takes or renews the lease; tells whether it is this process's now."""

    def release(self) -> None:
        """Gives it back, where it is this process's."""


class OwnLease:
    """The lease of the only process there is."""

    def hold(self) -> bool:
        return True

    def release(self) -> None:
        return
