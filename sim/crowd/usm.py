"""Keys, digests and AES of the user-based security model (RFC 3414, RFC 3826, RFC 7860)."""

import hashlib
import hmac
import itertools
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from sim.crowd.ber import Malformed

#: Octets of a digest that travel: RFC 3414 section 7.3.1, RFC 7860 section 4.
DIGEST_OCTETS = {"sha1": 12, "sha256": 24}
PASSWORD_OCTETS = 1 << 20  # the password, over and over (RFC 3414 appendix A.2)
AES_OCTETS, SALT_OCTETS = 16, 8

#: Never the same twice (RFC 3826 section 3.1.2.1), whoever of the crowd speaks.
SALTS = itertools.count(secrets.randbits(62))

Protocol = Literal["sha1", "sha256"]


@lru_cache(64)
def password_key(protocol: Protocol, password: str) -> bytes:
    """The user's key before it belongs to an engine; a megabyte of hashing, once for all."""
    octets = password.encode()
    repeated = octets * (PASSWORD_OCTETS // len(octets) + 1)
    return hashlib.new(protocol, repeated[:PASSWORD_OCTETS]).digest()


def localized(protocol: Protocol, password: str, engine_id: bytes) -> bytes:
    key = password_key(protocol, password)
    return hashlib.new(protocol, key + engine_id + key).digest()


@dataclass(frozen=True, slots=True)
class Keys:
    """A user's two keys at one engine."""

    protocol: Protocol
    auth: bytes
    privacy: AES

    @classmethod
    def of(cls, protocol: Protocol, auth_key: str, privacy_key: str, engine_id: bytes) -> "Keys":
        """From the user's two passwords."""
        privacy = localized(protocol, privacy_key, engine_id)
        return cls(protocol, localized(protocol, auth_key, engine_id), AES(privacy[:AES_OCTETS]))

    @property
    def digest_octets(self) -> int:
        return DIGEST_OCTETS[self.protocol]

    def digest(self, message: bytes) -> bytes:
        """Of a message that has zeros in the digest's place."""
        return hmac.digest(self.auth, message, self.protocol)[: self.digest_octets]

    def encrypted(self, moment: bytes, scoped: bytes) -> tuple[bytes, bytes]:
        """The salt, and the octets; `moment` is boots and time, four octets each."""
        salt = (next(SALTS) % (1 << 64)).to_bytes(SALT_OCTETS, "big")
        context = Cipher(self.privacy, CFB(moment + salt)).encryptor()
        return salt, context.update(scoped) + context.finalize()

    def decrypted(self, moment: bytes, salt: bytes, secret: bytes) -> bytes:
        if len(salt) != SALT_OCTETS:
            raise Malformed(f"a salt of {len(salt)} octets")
        context = Cipher(self.privacy, CFB(moment + salt)).decryptor()
        return context.update(secret) + context.finalize()
