"""Settings: file, environment, and what is refused."""

import pytest

from lingqu.bootstrap.settings import load
from lingqu.kernel.errors import Invalid


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "lingqu.toml"
    file.write_text('port = 9000\nhost = "127.0.0.1"\nlanguage = "en"\n')

    settings = load({"LINGQU_PORT": "9001"}, file)

    assert (settings.port, settings.language) == (9001, "en")


def test_nobody_signed_in_is_refused_beyond_this_machine():
    with pytest.raises(Invalid, match="loopback"):
        load({"LINGQU_AUTH": "none", "LINGQU_HOST": "0.0.0.0"})  # noqa: S104 - the refusal is the test


def test_nobody_signed_in_is_allowed_on_loopback():
    assert load({"LINGQU_AUTH": "none", "LINGQU_HOST": "::1"}).auth == "none"


@pytest.mark.parametrize("line", ["prot = 1\n", 'port = "many"\n', "auth = 'sometimes'\n"])
def test_a_wrong_setting_is_named(tmp_path, line):
    file = tmp_path / "lingqu.toml"
    file.write_text(line)

    with pytest.raises(Invalid) as wrong:
        load({}, file)

    assert line.split()[0] in str(wrong.value)


def test_a_file_that_is_not_there_is_an_error_only_if_it_was_named(tmp_path):
    with pytest.raises(Invalid, match="there is none"):
        load({"LINGQU_CONFIG": str(tmp_path / "no.toml")})


def test_only_a_trusted_proxy_is_believed():
    settings = load({"LINGQU_TRUSTED_PROXIES": "10.1.0.5, 192.168.0.0/24"})

    assert settings.trusts("10.1.0.5")
    assert settings.trusts("192.168.0.77")
    assert not settings.trusts("10.1.0.6")
    assert not settings.trusts("unix")


def test_a_proxy_that_is_no_address_is_refused():
    with pytest.raises(Invalid, match="TRUSTED_PROXIES"):
        load({"LINGQU_TRUSTED_PROXIES": "proxy.local"})
