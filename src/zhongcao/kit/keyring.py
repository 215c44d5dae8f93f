"""The key ring: named keys in a file that only we may read, for encryption, signatures and blind indexes."""

import hashlib
import hmac
import os
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

NONCE_BYTES = 12
RSA_BITS = 2048
_KID = 4
_NAMES_KEPT = 10_000


class KeyRing:
    """Encrypts with the newest key and decrypts with the one that was used; blind indexes have keys of their own."""

    def __init__(self, keys: dict[str, bytes], current: str) -> None:
        self._keys = keys
        self.current = current
        self._name = lru_cache(maxsize=_NAMES_KEPT)(self._name_in)

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """Read the key ring; an absent file is made with fresh keys, readable by its owner only."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = {"current": "k001", "keys": {name: os.urandom(32).hex() for name in ("k001", "mac1")}}
            _keep_first(path, msgspec.json.encode(fresh))
        held: dict[str, Any] = msgspec.json.decode(path.read_bytes())
        return cls({name: bytes.fromhex(text) for name, text in held["keys"].items()}, held["current"])

    @classmethod
    def ephemeral(cls, seed: bytes = b"test") -> "KeyRing":
        """A ring for tests, made from a seed."""
        return cls({name: hashlib.sha256(seed + name.encode()).digest() for name in ("k001", "mac1")}, "k001")

    def encrypt(self, plain: bytes, *, bound_to: str) -> bytes:
        """Seal bytes for one place; `bound_to` (table|column|row|owner) must be given again to open them."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._keys[self.current]).encrypt(nonce, plain, bound_to.encode())
        return self.current.encode() + nonce + sealed

    def decrypt(self, sealed: bytes, *, bound_to: str) -> bytes:
        """Open sealed bytes; raises cryptography's InvalidTag when moved, changed or bound to another place."""
        kid, nonce, rest = sealed[:_KID].decode(), sealed[_KID : _KID + NONCE_BYTES], sealed[_KID + NONCE_BYTES :]
        return AESGCM(self._keys[kid]).decrypt(nonce, rest, bound_to.encode())

    def key_of(self, sealed: bytes) -> str:
        """The name of the key that sealed these bytes, for rotation."""
        return sealed[:_KID].decode()

    def mac(self, purpose: str, data: bytes) -> bytes:
        """A keyed hash (HMAC-SHA-256): blind index, signature of quotes, pseudonym. Purposes never share hashes."""
        derived = hmac.digest(self._keys["mac1"], purpose.encode(), "sha256")
        return hmac.digest(derived, data, "sha256")

    def pseudonym(self, who: str, at: datetime) -> str:
        """Under which name somebody's behaviour is kept: a keyed hash that changes every year."""
        return self._name(at.year, who)

    def _name_in(self, year: int, who: str) -> str:
        return self.mac(f"behaviour-{year}", who.encode()).hex()[:32]


@cache
def signing_key(path: Path) -> RSAPrivateKey:
    """An RSA key pair kept in a file that only its owner may read; an absent file is made with a fresh pair."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        _keep_first(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return given_key(path)


@cache
def given_key(path: Path) -> RSAPrivateKey:
    """The RSA private key in a PEM file that the operator provides."""
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(f"{path.name} holds no RSA private key")
    return key


@cache
def given_public_key(path: Path) -> RSAPublicKey:
    """The RSA public key in a PEM file that the operator provides."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, RSAPublicKey):
        raise ValueError(f"{path.name} holds no RSA public key")
    return key


def _keep_first(path: Path, content: bytes) -> None:
    """Write a secret file whole, readable by its owner only; the first of several processes wins."""
    scratch = path.with_suffix(f".{os.getpid()}.new")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
