"""Credentials at rest: AES-256-GCM under a master key that never enters the database.

▲ A sealed secret is bytes: format (1) | key id (4) | nonce (12) | ciphertext and tag. The context (which row it belongs
to) is authenticated with it, so that a sealed secret copied to another row does not open there.

The master key comes from the setting or a key file: one key a line, 32 bytes in base64, the first seals, all open.
To rotate: put a new line first, `reseal` every stored secret, then drop the old line.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lingqu.outbound.errors import OutboundError
from lingqu.outbound.mask import MASKED, Mask

_FORMAT = 1
_ID = slice(1, 5)
_NONCE = slice(5, 17)
_BODY = slice(17, None)
_TAG_BYTES = 16


class SecretError(OutboundError):
    """A master key or a sealed secret that cannot be used."""


class Secret:
    """A text that shows itself only when asked by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Secret({MASKED})"

    def __str__(self) -> str:
        return MASKED

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and secrets.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("Expected a secret to stay in this process, but it is being pickled")


class Keyring:
    """The master keys: the first seals, all open. Its repr shows key ids only."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        """`keys` of 32 bytes each, at least one. Raises SecretError."""
        if not keys:
            raise SecretError("bad_master_key", reason="there is none")
        if any(len(key) != 32 for key in keys):
            raise SecretError("bad_master_key", reason="it does not have 32 bytes")
        self._keys = {_key_id(key): AESGCM(key) for key in reversed(keys)}
        self.current = _key_id(keys[0])

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """From the setting's or the key file's text: keys in base64, by lines or commas, "#" begins a comment."""
        lines = (line.split("#", 1)[0].strip() for line in text.replace(",", "\n").splitlines())
        try:
            return cls(tuple(base64.b64decode(line, validate=True) for line in lines if line))
        except binascii.Error:
            raise SecretError("bad_master_key", reason="it is not base64") from None

    @classmethod
    def from_file(cls, path: Path, *, create: bool = False) -> Keyring:
        """From a key file that only its owner may read; with `create` one is made if there is none."""
        if create:
            _create(path)
        try:
            if path.stat().st_mode & 0o077:
                raise SecretError("bad_master_key", reason=f"{path} may be read by others: chmod 600 it")
            return cls.parse(path.read_text("ascii"))
        except (OSError, UnicodeError) as wrong:
            raise SecretError("bad_master_key", reason=f"{path} cannot be read: {wrong}") from None

    def __repr__(self) -> str:
        return f"<Keyring {', '.join(key.hex() for key in self._keys)}>"

    def cipher(self, key_id: bytes) -> AESGCM:
        """The cipher of that key. Raises SecretError if it is not on the ring."""
        cipher = self._keys.get(key_id)
        if cipher is None:
            raise SecretError("secret_unreadable", reason=f"its key {key_id.hex()} is not on the key ring")
        return cipher


class Vault:
    """Seals and opens credentials, and teaches the mask every secret that it meets."""

    def __init__(self, keyring: Keyring, mask: Mask) -> None:
        self._keyring = keyring
        self._mask = mask

    def seal(self, secret: str | Secret, context: str) -> bytes:
        """`secret` encrypted for the place `context` ("connection/123/password")."""
        text = secret.reveal() if isinstance(secret, Secret) else secret
        self._mask.add(text)
        key_id, nonce = self._keyring.current, os.urandom(12)
        head = bytes([_FORMAT]) + key_id
        return head + nonce + self._keyring.cipher(key_id).encrypt(nonce, text.encode(), head + context.encode())

    def open(self, sealed: bytes, context: str) -> Secret:
        """The secret again. Raises SecretError if it was tampered with, belongs elsewhere or its key is gone."""
        if len(sealed) < _BODY.start + _TAG_BYTES or sealed[0] != _FORMAT:
            raise SecretError("secret_unreadable", reason="it is not a sealed secret of a known format")
        try:
            text = self._keyring.cipher(sealed[_ID]).decrypt(
                sealed[_NONCE], sealed[_BODY], sealed[: _ID.stop] + context.encode()
            )
        except InvalidTag:
            raise SecretError("secret_unreadable", reason="it was changed or belongs to another place") from None
        secret = Secret(text.decode())
        self._mask.add(secret.reveal())
        return secret

    def reseal(self, sealed: bytes, context: str) -> bytes | None:
        """The same secret under the current key; None if it is sealed with that already."""
        if key_id_of(sealed) == self._keyring.current:
            return None
        return self.seal(self.open(sealed, context), context)


def key_id_of(sealed: bytes) -> bytes:
    """Which master key (4 bytes, derived from the key) a sealed secret needs."""
    return sealed[_ID]


def new_key() -> str:
    """A fresh master key, as a line for the key file."""
    return base64.b64encode(os.urandom(32)).decode()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"lingqu master key" + key).digest()[:4]


def _create(path: Path) -> None:
    """A key file that only its owner may read, complete or not there at all; an existing one stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails if another process was first: then its key counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()
