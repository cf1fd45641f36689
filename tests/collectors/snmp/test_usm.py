"""Keys, digests and ciphers against the vectors of their documents."""

import hashlib
import hmac

import pytest

from collectors.snmp import usm
from collectors.snmp.ber import MalformedReply
from collectors.snmp.options import AuthProtocol, PrivacyProtocol

PASSWORD = b"maplesyrup"
MOMENT = bytes.fromhex("0000000700000009")
ENGINE_ID = bytes.fromhex("000000000000000000000002")

#: So few octets may come out as they went in, once in a while.
SHORT = 8


@pytest.mark.parametrize(
    ("protocol", "key", "localized"),
    [
        ("md5", "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        (
            "sha1",
            "9fb5cc0381497b3793528939ff788d5d79145211",
            "6695febc9288e36282235fc7151f128497b38f3f",
        ),
    ],
)
def test_keys_are_those_of_rfc_3414_appendix_a3(
    protocol: AuthProtocol, key: str, localized: str
) -> None:
    assert usm.password_key(protocol, PASSWORD).hex() == key
    assert usm.auth_key(protocol, PASSWORD, ENGINE_ID).hex() == localized


@pytest.mark.parametrize(
    ("protocol", "old", "delta_source", "new"),
    [
        # RFC 3414 appendix A.5: what changing keys starts and ends with; we change none
        (
            "md5",
            "526f5eed9fcce26f8964c2930787d82b",
            "newsyrup",
            "87021d7bd9d101ba05ea6e3bf9d9bd4a",
        ),
        (
            "sha1",
            "6695febc9288e36282235fc7151f128497b38f3f",
            "newsyrup",
            "78e2dcce79d59403b58c1bbaa5bff46391f1cd25",
        ),
    ],
)
def test_keys_are_those_of_rfc_3414_appendix_a5(
    protocol: AuthProtocol, old: str, delta_source: str, new: str
) -> None:
    assert usm.auth_key(protocol, PASSWORD, ENGINE_ID).hex() == old
    assert usm.auth_key(protocol, delta_source.encode(), ENGINE_ID).hex() == new


@pytest.mark.parametrize("protocol", usm.DIGEST_OCTETS)
def test_a_key_is_the_digest_of_a_megabyte_of_the_password(protocol: AuthProtocol) -> None:
    megabyte = (b"maplesyrup" * 104_858)[: 1024 * 1024]
    assert usm.password_key(protocol, PASSWORD) == hashlib.new(protocol, megabyte).digest()


@pytest.mark.parametrize(
    ("protocol", "octets"),
    [("md5", 12), ("sha1", 12), ("sha224", 16), ("sha256", 24), ("sha384", 32), ("sha512", 48)],
)
def test_digests_are_as_long_as_rfc_3414_and_rfc_7860_say(
    protocol: AuthProtocol, octets: int
) -> None:
    key = usm.auth_key(protocol, PASSWORD, ENGINE_ID)
    found = usm.digest(protocol, key, b"message")
    assert len(found) == octets
    assert hmac.new(key, b"message", protocol).digest().startswith(found)


def test_keys_are_lengthened_by_their_own_hash_or_as_a_password_of_their_own() -> None:
    digest = usm.auth_key("sha1", PASSWORD, ENGINE_ID)
    by_hash = digest + hashlib.sha1(digest, usedforsecurity=False).digest()
    assert usm.privacy_key("aes256", "sha1", PASSWORD, ENGINE_ID) == by_hash[:32]
    assert usm.privacy_key("aes192", "sha1", PASSWORD, ENGINE_ID) == by_hash[:24]
    # draft-reeder-snmpv3-usm-3desede-00 appendix B.2: 32 of these octets for AES-256
    reeder = "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9cd2d5065547743fb5"
    assert usm.privacy_key("aes256c", "sha1", PASSWORD, ENGINE_ID) == bytes.fromhex(reeder)[:32]
    assert usm.privacy_key("aes192c", "sha1", PASSWORD, ENGINE_ID) == bytes.fromhex(reeder)[:24]


def test_a_digest_that_is_long_enough_is_cut() -> None:
    digest = usm.auth_key("sha512", PASSWORD, ENGINE_ID)
    for privacy, octets in usm.CIPHER_KEY_OCTETS.items():
        assert usm.privacy_key(privacy, "sha512", PASSWORD, ENGINE_ID) == digest[:octets]


def test_aes_runs_in_cipher_feedback_as_nist_sp_800_38a_f_3_13_has_it() -> None:
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    plain = bytes.fromhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
    secret = bytes.fromhex("3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b")
    # its vector is 00 01 02 … 0f: here boots, time and salt (RFC 3826 section 3.1.2.1)
    vector = (bytes.fromhex("0001020304050607"), bytes.fromhex("08090a0b0c0d0e0f"))
    assert usm.encrypt("aes128", key, *vector, plain) == secret
    assert usm.decrypt("aes128", key, *vector, secret) == plain


def test_des_runs_in_chained_blocks_as_fips_81_has_it() -> None:
    key, vector = bytes.fromhex("0123456789abcdef"), bytes.fromhex("1234567890abcdef")
    secret = bytes.fromhex("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6")
    # RFC 3414 section 8.1.1.1: the key's second half and the salt make up the vector
    whole, salt = key + bytes(8), vector
    assert usm.encrypt("des", whole, MOMENT, salt, b"Now is the time for all ") == secret
    assert usm.decrypt("des", whole, MOMENT, salt, secret) == b"Now is the time for all "


@pytest.mark.parametrize("privacy", usm.CIPHER_KEY_OCTETS)
def test_what_is_encrypted_is_decrypted(privacy: PrivacyProtocol) -> None:
    key = usm.privacy_key(privacy, "sha1", PASSWORD, ENGINE_ID)
    for size in range(20):
        plain = bytes(range(size))
        salt = usm.Salts().next(privacy, MOMENT)
        secret = usm.encrypt(privacy, key, MOMENT, salt, plain)
        if plain and privacy == "des":
            assert usm.decrypt(privacy, key, MOMENT, salt, secret)[:size] == plain
        elif plain:
            assert usm.decrypt(privacy, key, MOMENT, salt, secret) == plain
            assert size < SHORT or secret != plain


@pytest.mark.parametrize(
    ("privacy", "salt", "secret"),
    [("des", bytes(8), bytes(9)), ("des", bytes(8), b""), ("aes128", bytes(7), b"x")],
)
def test_what_cannot_be_decrypted_is_malformed(
    privacy: PrivacyProtocol, salt: bytes, secret: bytes
) -> None:
    key = usm.privacy_key(privacy, "sha1", PASSWORD, ENGINE_ID)
    with pytest.raises(MalformedReply):
        usm.decrypt(privacy, key, MOMENT, salt, secret)


def test_no_salt_comes_twice() -> None:
    salts = usm.Salts(number=2**64 - 2)
    assert [salts.next("aes128", MOMENT).hex() for _ in range(2)] == ["f" * 16, "0" * 16]
    salts = usm.Salts(number=2**32 - 2)
    found = [salts.next("des", MOMENT).hex() for _ in range(2)]
    assert found == ["00000007ffffffff", "00000007" + "0" * 8]
