"""A real OpenID Connect provider for the tests: npm's `oidc-provider`, in a process of its own on this machine."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benken.operate.private_server import PROJECT

CLIENT = "benken"
SECRET = "a-secret-only-the-tests-know"


def make_key() -> rsa.RSAPrivateKey:
    """Make a key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def as_jwk(key: rsa.RSAPrivateKey, kid: str, *, private: bool = False) -> dict[str, Any]:
    """Return a key the way the standards write it."""
    written = jwt.algorithms.RSAAlgorithm.to_jwk(key if private else key.public_key(), as_dict=True)
    return {**written, "kid": kid, "use": "sig", "alg": "RS256"}


@dataclass(frozen=True)
class RunningProvider:
    """The provider, with its own key and the file of ours."""

    issuer: str
    key: rsa.RSAPrivateKey
    our_key_file: Path

    def environment(self) -> dict[str, str]:
        """Return what an operator would set: three profiles of this one provider."""
        by_key = {"CLIENT_ID": CLIENT, "KEY_FILE": str(self.our_key_file), "KEY_ID": "ours", "ISSUER": self.issuer}
        by_secret = {"CLIENT_ID": "benken-by-secret", "SECRET": SECRET, "ISSUER": self.issuer}
        named = {"IDPORTEN": by_key, "HELSEID": by_key, "PLAIN": by_secret}
        return {
            "BENKEN_OIDC": "idporten helseid plain",
            **{f"BENKEN_OIDC_{name}_{key}": value for name, said in named.items() for key, value in said.items()},
        }


@contextmanager
def running_provider(folder: Path, *, claims_in_userinfo: bool = False) -> Iterator[RunningProvider]:
    """Start the provider; stop it at the end."""
    key, ours = make_key(), make_key()
    file = folder / "our-key.pem"
    file.write_bytes(ours.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    shared = {"grant_types": ["authorization_code"], "response_types": ["code"]}
    callbacks = {"redirect_uris": ["http://testserver/accounts/oidc/idporten/callback/"]}
    config = {
        "jwks": {"keys": [as_jwk(key, "theirs", private=True)]},
        "claims_in_userinfo": claims_in_userinfo,
        "clients": [
            {
                **shared,
                **callbacks,
                "client_id": CLIENT,
                "token_endpoint_auth_method": "private_key_jwt",
                "jwks": {"keys": [as_jwk(ours, "ours")]},
                "require_pushed_authorization_requests": True,
            },
            {
                **shared,
                **callbacks,
                "client_id": "benken-by-secret",
                "client_secret": SECRET,
                "token_endpoint_auth_method": "client_secret_basic",
            },
        ],
    }
    process = subprocess.Popen(
        ["node", "tests/openid/provider.mjs"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(config) + "\n")
        process.stdin.flush()
        said = process.stdout.readline().split()
        assert said[:1] == ["ready"], "the provider did not start: is `npm ci` done?"
        yield RunningProvider(issuer=said[1], key=key, our_key_file=file)
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=60)
