"""Credentials are sealed to their place, opened under any key of the ring, and rotate."""

import pickle
import stat

import pytest

from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Keyring, Secret, SecretError, Vault, key_id_of, new_key

PLACE = "connection/123/password"


def vault_of(*keys: str) -> Vault:
    return Vault(Keyring.parse("\n".join(keys)), Mask())


@pytest.fixture
def key():
    return new_key()


def test_a_sealed_secret_opens_again(key):
    sealed = vault_of(key).seal("密码 p4ss", PLACE)
    assert vault_of(key).open(sealed, PLACE).reveal() == "密码 p4ss"


def test_a_sealed_secret_does_not_show_the_secret(key):
    assert b"p4ssword" not in vault_of(key).seal("p4ssword", PLACE)


def test_the_same_secret_is_sealed_differently_each_time(key):
    vault = vault_of(key)
    assert vault.seal("p4ssword", PLACE) != vault.seal("p4ssword", PLACE)


def test_a_sealed_secret_does_not_open_in_another_place(key):
    vault = vault_of(key)
    with pytest.raises(SecretError):
        vault.open(vault.seal("p4ssword", PLACE), "connection/124/password")


@pytest.mark.parametrize("at", [0, 1, 5, 17, -1])
def test_a_changed_byte_is_noticed(key, at):
    vault = vault_of(key)
    sealed = bytearray(vault.seal("p4ssword", PLACE))
    sealed[at] ^= 1
    with pytest.raises(SecretError):
        vault.open(bytes(sealed), PLACE)


def test_a_stump_is_no_secret(key):
    with pytest.raises(SecretError):
        vault_of(key).open(b"\x01abc", PLACE)


def test_rotation_opens_old_secrets_and_seals_with_the_new_key(key):
    old, new = vault_of(key), new_key()
    sealed = old.seal("p4ssword", PLACE)
    both = vault_of(new, key)
    again = both.reseal(sealed, PLACE)
    assert again is not None
    assert vault_of(new).open(again, PLACE).reveal() == "p4ssword"
    assert both.reseal(again, PLACE) is None
    assert key_id_of(again) != key_id_of(sealed)


def test_a_secret_whose_key_is_gone_says_which_key_it_needs(key):
    sealed = vault_of(key).seal("p4ssword", PLACE)
    with pytest.raises(SecretError, match=key_id_of(sealed).hex()):
        vault_of(new_key()).open(sealed, PLACE)


def test_what_the_vault_meets_is_masked(key):
    mask = Mask()
    vault = Vault(Keyring.parse(key), mask)
    sealed = vault_of(key).seal("p4ssword", PLACE)
    vault.open(sealed, PLACE)
    vault.seal("another-one", PLACE)
    assert mask.text("p4ssword another-one") == "*** ***"


def test_a_secret_does_not_show_itself(key):
    secret = Secret("p4ssword")
    assert "p4ss" not in f"{secret} {secret!r} {[secret]} {Keyring.parse(key)!r}"
    assert secret == Secret("p4ssword")
    assert secret != Secret("other")
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize("text", ["", "# nothing", "short", "AAAA", "***"])
def test_a_master_key_that_is_none_is_refused(text):
    with pytest.raises(SecretError) as wrong:
        Keyring.parse(text)
    assert wrong.value.code == "outbound.bad_master_key"


def test_a_missing_key_file_is_made_for_its_owner_only(tmp_path):
    path = tmp_path / "keys" / "master.key"
    ring = Keyring.from_file(path, create=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Keyring.from_file(path, create=True).current == ring.current
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_key_file_is_not_made_unasked(tmp_path):
    with pytest.raises(SecretError):
        Keyring.from_file(tmp_path / "master.key")


def test_a_key_file_that_others_may_read_is_refused(tmp_path, key):
    path = tmp_path / "master.key"
    path.write_text(key)
    path.chmod(0o644)
    with pytest.raises(SecretError, match="others"):
        Keyring.from_file(path)
