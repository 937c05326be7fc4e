"""Which gateway the environment names: what is missing or unsafe is said in a sentence, without the secret."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from benken.config.sms import sms_from
from benken.messaging.gateways.addresses import what_is_wrong
from benken.messaging.gateways.chosen import gateway
from benken.messaging.gateways.kannel import Kannel
from benken.messaging.gateways.rest import Rest

PASSWORD, SECRET, TOKEN = "a-password-of-kannel", "a_secret-of-forty-letters-and-0123456789", "a-token-of-the-gateway"
KANNEL = {
    "BENKEN_SMS_GATEWAY": "kannel",
    "BENKEN_SMS_URL": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "BENKEN_SMS_USER": "benken",
    "BENKEN_SMS_PASSWORD": PASSWORD,
    "BENKEN_SMS_SECRET": SECRET,
    "BENKEN_SMS_SENDER": "2097",
    "BENKEN_SMS_CALLERS": "10.0.0.7, fd00::7",
    "BENKEN_SMS_NO_SUCH_CODES": "001 005",
}
REST = {
    "BENKEN_SMS_GATEWAY": "rest",
    "BENKEN_SMS_URL": "https://sms.example.org/texts",
    "BENKEN_SMS_TOKEN": TOKEN,
    "BENKEN_SMS_SECRET": SECRET,
    "BENKEN_SMS_SIGNATURE_HEADER": "X-Hub-Signature",
}


def said(environ: dict[str, str], *, demo: bool = False) -> dict[str, Any]:
    return sms_from(environ, demo=demo, public_address="https://benken.example.org")


def without(environ: dict[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name != key}


def test_without_a_name_there_is_no_gateway() -> None:
    with override_settings(SMS=said(without(KANNEL, "BENKEN_SMS_GATEWAY"))):
        assert gateway() is None
    with override_settings(SMS=said({})):
        assert gateway() is None


def test_kannel_is_made_of_what_is_said() -> None:
    with override_settings(SMS=said(KANNEL)):
        assert gateway() == Kannel(
            "http://127.0.0.1:13013/cgi-bin/sendsms",
            "benken",
            PASSWORD,
            SECRET,
            "http://127.0.0.1:8000",
            "2097",
            frozenset({"10.0.0.7", "fd00::7"}),
            frozenset({"001", "005"}),
        )


def test_a_rest_gateway_is_made_of_what_is_said() -> None:
    with override_settings(SMS=said(REST)):
        assert gateway() == Rest(
            "https://sms.example.org/texts",
            TOKEN,
            SECRET,
            "https://benken.example.org",
            "",
            "X-Hub-Signature",
            "X-Timestamp",
        )


@pytest.mark.parametrize(
    ("environ", "change", "words"),
    [
        (KANNEL, {"GATEWAY": "pigeon"}, "none of kannel, rest"),
        *((KANNEL, {key: ""}, f"BENKEN_SMS_{key} is missing") for key in ("URL", "USER", "PASSWORD", "SECRET")),
        *((REST, {key: ""}, f"BENKEN_SMS_{key} is missing") for key in ("URL", "TOKEN", "SECRET")),
        (KANNEL, {"PASSWORD": f"{PASSWORD} {SECRET}"}, "BENKEN_SMS_PASSWORD must be of plain letters"),
        (REST, {"TOKEN": f"{TOKEN}\næ"}, "BENKEN_SMS_TOKEN must be of plain letters"),
        (KANNEL, {"SECRET": f"{SECRET}%d"}, "BENKEN_SMS_SECRET must be of the letters"),
        (KANNEL, {"URL": "http://10.0.0.7:13013/cgi-bin/sendsms"}, "must be on this machine"),
        (KANNEL, {"URL": "https://kannel.example.org/cgi-bin/sendsms"}, "must be on this machine"),
        (REST, {"URL": "http://sms.example.org/texts"}, "must begin with https://"),
        (REST, {"URL": f"https://me:{TOKEN}@sms.example.org/"}, "no plain address"),
        (REST, {"CALLS_AT": "http://benken.example.org"}, "BENKEN_SMS_CALLS_AT must begin with https://"),
        (KANNEL, {"CALLS_AT": "http://10.0.0.8:8000"}, "BENKEN_SMS_CALLS_AT must begin with https://"),
        (REST, {"SENDER": "Rustjenesten i byen"}, "BENKEN_SMS_SENDER must be"),
        (REST, {"SENDER": "+"}, "BENKEN_SMS_SENDER must be"),
        (REST, {"SIGNATURE_HEADER": "X Signature"}, "BENKEN_SMS_SIGNATURE_HEADER is no name"),
        (REST, {"TIMESTAMP_HEADER": "X-Tid:"}, "BENKEN_SMS_TIMESTAMP_HEADER is no name"),
        (KANNEL, {"CALLERS": "10.0.0.7 everybody"}, "BENKEN_SMS_CALLERS"),
    ],
)
def test_what_is_missing_or_unsafe_is_said_in_a_sentence(
    environ: dict[str, str], change: dict[str, str], words: str
) -> None:
    assert said(environ)["GATEWAY"]
    with pytest.raises(ImproperlyConfigured, match=words) as raised:
        said({**environ, **{f"BENKEN_SMS_{key}": value for key, value in change.items()}})
    assert not [secret for secret in (PASSWORD, SECRET, TOKEN) if secret in str(raised.value)]


@pytest.mark.parametrize("host", ["sms.example.org", "10.0.0.7", "127.0.0.1.example.org", "[fd00::7]"])
def test_the_demo_takes_no_gateway_outside_its_own_machine(host: str) -> None:
    outside = {**REST, "BENKEN_SMS_URL": f"https://{host}/texts"}
    assert said(outside)["GATEWAY"]
    with pytest.raises(ImproperlyConfigured, match="The demo sends nothing to real phones"):
        said(outside, demo=True)
    assert said({**REST, "BENKEN_SMS_URL": "http://127.0.0.1:8200/texts"}, demo=True)["GATEWAY"]
    assert said(KANNEL, demo=True)["GATEWAY"]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:13013/x", "http://[::1]:13013/x", "http://localhost:13013/x", "http://127.8.8.8/x"]
)
def test_this_machine_is_known_by_its_loopback_addresses(address: str) -> None:
    assert not what_is_wrong(address, only_this_machine=True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "127.0.0.1:13013",
        "//127.0.0.1/x",
        "ftp://127.0.0.1/x",
        "http:///x",
        "http://127.0.0.1@sms.example.org/x",
        "http://sms.example.org\\@127.0.0.1/x",
        "http://127.0.0.1:13013/x?to=1",
        "http://127.0.0.1:13013/x#1",
        "http://127.0.0.1%2f.example.org/x",
        "http://127.0.0.1 .example.org/x",
        "http://127.0.0.1:port/x",
        "http://127.1/x",
        "http://2130706433/x",
        "http://0.0.0.0/x",
        "http://[::ffff:10.0.0.7]/x",
        "http://[::1/x",
        "http://localhost.example.org/x",
        "http://lоcalhost/x",
    ],
)
def test_nothing_else_is_this_machine(address: str) -> None:
    assert what_is_wrong(address, only_this_machine=True)
    with pytest.raises(ImproperlyConfigured):
        Kannel(address, "benken", PASSWORD, SECRET, "http://127.0.0.1:8000")


def test_gateways_refuse_what_is_unsafe_by_themselves() -> None:
    with pytest.raises(ImproperlyConfigured, match="https"):
        Rest("http://sms.example.org/texts", TOKEN, SECRET, "https://benken.example.org")
    with pytest.raises(ImproperlyConfigured, match="letters A to Z"):
        Kannel(KANNEL["BENKEN_SMS_URL"], "benken", PASSWORD, f"{SECRET}%d", "http://127.0.0.1:8000")


@pytest.mark.django_db
def test_kannel_calls_without_https_and_nobody_else_does() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert Client().post("/sms/kannel/in/").status_code != 301
        for path in ("/sms/rest/in/", "/sms/kannels/in/", "/x/sms/kannel/in/", "/"):
            assert Client().get(path).status_code == 301
