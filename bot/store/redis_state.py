"""What processes share for a short while, in Redis: buckets, the last turns of conversations, leases.

All of it may be lost: then limits begin anew, follow-ups are asked back, and another process takes a lease. Addresses
and conversation ids stand there as keyed hashes only.
"""

import asyncio
import secrets
from contextlib import suppress
from functools import partial

import redis

from bot.conversation import Turn
from bot.store.breaker import Breaker
from bot.store.buckets import OwnBuckets, Taken
from bot.store.conversations import decode, encode
from bot.store.database import StoreUnavailable
from bot.store.identity import Pseudonyms

_TIMEOUT_S = 0.25
_RETRY_AFTER_S = 5.0
_PREFIX = "motcua"

# tokens, seconds of the last call; Redis's own clock, so that processes need not agree on the time.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'since')
local capacity, rate, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tokens = tonumber(kept[1]) or capacity
tokens = math.min(capacity, tokens + math.max(0, now - (tonumber(kept[2]) or now)) * rate)
local allowed = 0
if tokens + 1e-9 >= cost then
  allowed = 1
  tokens = math.max(0, tokens - cost)
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'since', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / rate * 1000) + 1000)
return {allowed, tostring(tokens)}
"""
_RENEW = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0"
_RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0"


class SharedState:
    """One Redis server. Faults open a circuit of five seconds, in which nothing waits for it. Thread-safe."""

    def __init__(self, url: str, pseudonyms: Pseudonyms) -> None:
        try:
            self._client = redis.Redis.from_url(
                url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S, decode_responses=True
            )
        except ValueError:  # its message quotes the address, with parts of the password
            raise StoreUnavailable("REDIS_URL không đọc được; hãy viết như redis://host:6379/0.") from None
        self._names = pseudonyms
        self.breaker = Breaker("redis", (redis.RedisError, OSError), _RETRY_AFTER_S)
        self._take, self._renew, self._release = map(self._client.register_script, (_TAKE, _RENEW, _RELEASE))

    def check(self) -> None:
        """Raises `StoreUnavailable` with a sentence for the operator where the server cannot be reached."""
        try:
            self._client.ping()
        except (redis.RedisError, OSError) as exc:
            raise StoreUnavailable("không kết nối được Redis; hãy kiểm tra REDIS_URL.") from exc

    def ping(self) -> None:
        """Tries the server; raises `StoreUnavailable`."""
        with self.breaker.trying():
            self._client.ping()

    def take(self, key: str, capacity: float, per_second: float, cost: float) -> Taken:
        """Takes tokens of a bucket; raises `StoreUnavailable`."""
        with self.breaker.trying():
            allowed, left = self._take(keys=[self._key("bucket", key)], args=[capacity, per_second, cost])
        return Taken(bool(allowed), float(left))

    def last(self, conversation_id: str) -> Turn | None:
        """Returns the last turn of a conversation; raises `StoreUnavailable`."""
        with self.breaker.trying():
            text = self._client.get(self._key("turn", conversation_id))
        return decode(str(text)) if text is not None else None

    def remember(self, conversation_id: str, turn: Turn, lifetime_s: float) -> None:
        """Keeps the last turn for `lifetime_s`; raises `StoreUnavailable`."""
        with self.breaker.trying():
            self._client.set(self._key("turn", conversation_id), encode(turn), px=int(lifetime_s * 1000))

    def forget(self, conversation_id: str) -> None:
        """Deletes the last turn; raises `StoreUnavailable`."""
        with self.breaker.trying():
            self._client.delete(self._key("turn", conversation_id))

    def hold(self, name: str, owner: str, lifetime_s: float) -> bool:
        """Takes or renews a lease; raises `StoreUnavailable`."""
        key, milliseconds = f"{_PREFIX}:lease:{name}", int(lifetime_s * 1000)
        with self.breaker.trying():
            if self._client.set(key, owner, nx=True, px=milliseconds):
                return True
            return bool(self._renew(keys=[key], args=[owner, milliseconds]))

    def release(self, name: str, owner: str) -> None:
        """Gives a lease back; raises `StoreUnavailable`."""
        with self.breaker.trying():
            self._release(keys=[f"{_PREFIX}:lease:{name}"], args=[owner])

    def close(self) -> None:
        self._client.close()

    def _key(self, kind: str, name: str) -> str:
        return f"{_PREFIX}:{kind}:{self._names.of(name)}"


class SharedBuckets:
    """Buckets in Redis; this process's own while it is away."""

    def __init__(self, state: SharedState, own: OwnBuckets) -> None:
        self._state = state
        self._own = own

    async def take(self, key: str, capacity: float, per_second: float, cost: float = 1.0) -> Taken:
        """Takes tokens; waits a quarter of a second at most."""
        if self._state.breaker.is_open:
            return self._own.take_now(key, capacity, per_second, cost)
        try:
            return await asyncio.get_running_loop().run_in_executor(
                None, partial(self._state.take, key, capacity, per_second, cost)
            )
        except StoreUnavailable:
            return self._own.take_now(key, capacity, per_second, cost)


class SharedConversations:
    """The open conversations in Redis, which forgets them by itself."""

    def __init__(self, state: SharedState, lifetime_s: float) -> None:
        self._state = state
        self._lifetime_s = lifetime_s

    def last(self, conversation_id: str) -> Turn | None:
        return self._state.last(conversation_id)

    def remember(self, conversation_id: str, turn: Turn) -> None:
        self._state.remember(conversation_id, turn, self._lifetime_s)

    def forget(self, conversation_id: str) -> None:
        self._state.forget(conversation_id)


class SharedLease:
    """A lease in Redis. While Redis is away it is held on to: one of two doing a thing twice is better than neither."""

    def __init__(self, state: SharedState, name: str, lifetime_s: float) -> None:
        self._state = state
        self._name = name
        self._lifetime_s = lifetime_s
        self._owner = secrets.token_hex(8)
        self._is_held = False

    def hold(self) -> bool:
        with suppress(StoreUnavailable):
            self._is_held = self._state.hold(self._name, self._owner, self._lifetime_s)
        return self._is_held

    def release(self) -> None:
        with suppress(StoreUnavailable):
            self._state.release(self._name, self._owner)
