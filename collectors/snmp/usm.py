"""The user-based security model's keys, digests and ciphers (RFC 3414, RFC 3826, RFC 7860)."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from collectors.snmp.ber import MalformedReply
from collectors.snmp.options import AuthProtocol, PrivacyProtocol

#: Octets of the digest that travel: RFC 3414 sections 6 and 7, RFC 7860 section 4.
DIGEST_OCTETS: Mapping[AuthProtocol, int] = {
    "md5": 12,
    "sha1": 12,
    "sha224": 16,
    "sha256": 24,
    "sha384": 32,
    "sha512": 48,
}
#: RFC 3414 section 8, RFC 3826 section 3.1.2.1, and the two drafts for longer keys.
CIPHER_KEY_OCTETS: Mapping[PrivacyProtocol, int] = {
    "des": 16,
    "aes128": 16,
    "aes192": 24,
    "aes192c": 24,
    "aes256": 32,
    "aes256c": 32,
}
REEDER = ("aes192c", "aes256c")
PASSWORD_OCTETS = 1024 * 1024  # RFC 3414 section 2.6: the password, over and over
SALT_OCTETS = 8
SALT_BITS = 8 * SALT_OCTETS
BLOCK_OCTETS = 8  # of DES
#: Keys of so many agents are kept, for each costs a megabyte of hashing.
PASSWORDS_AT_MOST, KEYS_AT_MOST = 64, 16_384


@lru_cache(PASSWORDS_AT_MOST)
def password_key(protocol: AuthProtocol, password: bytes) -> bytes:
    """The user's key before it belongs to an agent (RFC 3414 appendix A.2)."""
    repeated = password * (PASSWORD_OCTETS // len(password) + 1)
    return _hashed(protocol, repeated[:PASSWORD_OCTETS])


def localized(protocol: AuthProtocol, key: bytes, engine_id: bytes) -> bytes:
    """The key for one agent (RFC 3414 section 2.6)."""
    return _hashed(protocol, key + engine_id + key)


@lru_cache(KEYS_AT_MOST)
def auth_key(protocol: AuthProtocol, password: bytes, engine_id: bytes) -> bytes:
    return localized(protocol, password_key(protocol, password), engine_id)


@lru_cache(KEYS_AT_MOST)
def privacy_key(
    privacy: PrivacyProtocol, protocol: AuthProtocol, password: bytes, engine_id: bytes
) -> bytes:
    """As long as the cipher wants it.

    A digest that is too short is lengthened by hashes of the key so far
    (draft-blumenthal-aes-usm-04 section 3.1.2.1), or, for Cisco's kind, by the key of which
    the key so far is the password (draft-reeder-snmpv3-usm-3desede-00 section 2.1).
    """
    octets = CIPHER_KEY_OCTETS[privacy]
    key = auth_key(protocol, password, engine_id)
    last = key
    while len(key) < octets:
        if privacy in REEDER:
            last = localized(protocol, password_key(protocol, last), engine_id)
            key += last
        else:
            key += _hashed(protocol, key)
    return key[:octets]


def _hashed(protocol: AuthProtocol, octets: bytes) -> bytes:
    return hashlib.new(protocol, octets, usedforsecurity=True).digest()


def digest(protocol: AuthProtocol, key: bytes, message: bytes) -> bytes:
    """What goes into msgAuthenticationParameters; there the message has as many zeros."""
    return hmac.digest(key, message, protocol)[: DIGEST_OCTETS[protocol]]


@dataclass(slots=True)
class Salts:
    """Never the same twice for one key (RFC 3414 section 8.1.1.1, RFC 3826 section 3.1.2.1)."""

    number: int = field(default_factory=lambda: secrets.randbits(SALT_BITS))

    def next(self, privacy: PrivacyProtocol, moment: bytes) -> bytes:
        self.number = (self.number + 1) % 2**SALT_BITS
        octets = self.number.to_bytes(SALT_OCTETS, "big")
        return moment[:4] + octets[4:] if privacy == "des" else octets


def encrypt(
    privacy: PrivacyProtocol, key: bytes, moment: bytes, salt: bytes, plain: bytes
) -> bytes:
    """`moment` is the agent's boots and time, four octets each, as the message has them."""
    if privacy == "des":
        plain += bytes(-len(plain) % BLOCK_OCTETS)
    return _run(_cipher(privacy, key, moment, salt).encryptor(), plain)


def decrypt(
    privacy: PrivacyProtocol, key: bytes, moment: bytes, salt: bytes, secret: bytes
) -> bytes:
    """The scoped PDU; with DES, up to eight octets may follow it."""
    if len(salt) != SALT_OCTETS:
        raise MalformedReply(f"a salt of {len(salt)} octets")
    if privacy == "des" and (not secret or len(secret) % BLOCK_OCTETS):
        raise MalformedReply("encrypted by DES, but not in whole blocks")
    return _run(_cipher(privacy, key, moment, salt).decryptor(), secret)


def _cipher(
    privacy: PrivacyProtocol, key: bytes, moment: bytes, salt: bytes
) -> Cipher[CBC] | Cipher[CFB]:
    if privacy == "des":
        initial = bytes(a ^ b for a, b in zip(key[8:], salt, strict=True))
        # three times the same key is DES itself
        return Cipher(TripleDES(key[:8] * 3), CBC(initial))
    return Cipher(AES(key), CFB(moment + salt))


def _run(context: CipherContext, octets: bytes) -> bytes:
    return context.update(octets) + context.finalize()
