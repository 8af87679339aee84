"""Another OpenID provider that is not ours: PyPI's `canaille`, with accounts, clients and a database of its own.

    python provider.py --app http://127.0.0.1:3000

Prints one JSON line when it is ready: {"issuer": ..., "secret": ...}. It ends when its standard input does, so that it cannot
outlive the test that started it. It works in a temporary folder, which goes when it ends.
"""

import argparse
import json
import logging
import os
import secrets
import sys
import tempfile
import threading

from joserfc.jwk import OKPKey, RSAKey
from werkzeug.serving import make_server

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend

# The name that somebody types, and what they are called. Whoever has consented once is not asked again, so that each test has
# a person of its own.
ACCOUNTS = {
    "alice": "Alice Archer",
    "zoe": "Zoë Ångström",
    "bob": "Bob Baker",
    "carol": "Carol Cooper",
    "dan": "Dan Draper",
    "erin": "Erin Eyre",
    "frank": "Frank Fisher",
}
PASSWORD = "correct horse battery staple"

# `id` is what the application calls it. The secret has characters that RFC 6749 §2.3.1 wants form-encoded before they go into
# a Basic header.
SECRET = "a secret: with/odd+characters & 32 bytes"
# Access tokens are signed as ID tokens are: only with the salt of PS256 are two not the same that one user is given in one second.
CLIENTS = [
    {"id": "canaille", "client_id": "basic", "id_token_signed_response_alg": "PS256"},
    {
        "id": "canaille-post",
        "client_id": "post",
        "token_endpoint_auth_method": "client_secret_post",
        "id_token_signed_response_alg": "EdDSA",
    },
    # With `prompt=login` it asks for the password again after each consent, for ever: so this one needs none.
    {"id": "canaille-login", "client_id": "login", "client_uri": "http://127.0.0.1"},
    {"id": "canaille-kept", "client_id": "kept", "id_token_signed_response_alg": "PS256"},
]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--app", required=True)
    app = arguments.parse_args().app

    with tempfile.TemporaryDirectory(prefix="canaille-") as folder:
        # Settings would be read from the folder that it is started in, and are written there.
        os.chdir(folder)
        serve(app)


def serve(app):
    logging.disable(logging.INFO)
    # The issuer has the port in it, so the socket comes first.
    server = make_server("localhost", 0, None, threaded=True)
    host = f"localhost:{server.server_port}"
    server.app = create_app(settings(host))
    with server.app.app_context():
        for login, name in ACCOUNTS.items():
            Backend.instance.save(account(login, name))
        for client in CLIENTS:
            register(client, app)

    threading.Thread(target=end_with_standard_input, args=[server], daemon=True).start()
    print(json.dumps({"issuer": f"http://{host}", "secret": SECRET}), flush=True)
    server.serve_forever()


def settings(host):
    """The configuration of the server with that address."""
    keys = [RSAKey.generate_key(2048, auto_kid=True), OKPKey.generate_key("Ed25519", auto_kid=True)]
    return {
        "SECRET_KEY": secrets.token_urlsafe(32),
        "SERVER_NAME": host,
        "PREFERRED_URL_SCHEME": "http",
        # Shorter than what an application wants to have left: whoever asks for a token gets a new one.
        "OAUTH2_TOKEN_EXPIRES_IN": {"authorization_code": 45, "refresh_token": 45},
        # htmx checks each field as it is filled in, and its answer may take the cookie back that came with the next page.
        "CANAILLE": {"DATABASE": "sql", "SMTP": None, "HTMX": False},
        # A file in this folder. The backend in memory takes one user's consents and codes for another's.
        "CANAILLE_SQL": {"DATABASE_URI": "sqlite:///canaille.sqlite", "PASSWORD_HASH_PARAMS": {"pbkdf2_sha512__rounds": 1000}},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True) for key in keys]},
    }


def account(login, name):
    return models.User(
        user_name=login,
        formatted_name=name,
        family_name=name.split()[-1],
        emails=[f"{login}@example.test"],
        password=PASSWORD,
    )


def register(client, app):
    """Adds a client of the application at `app`. Whose home is not on this machine is trusted by nobody, so that people are asked
    for their consent."""
    given = {"token_endpoint_auth_method": "client_secret_basic", "client_uri": "https://app.example", **client}
    name = given.pop("id")
    registered = models.Client(
        client_secret=SECRET,
        client_name=f"Application ({name})",
        redirect_uris=[f"{app}/auth/callback/{name}"],
        post_logout_redirect_uris=[f"{app}/auth/signed-out"],
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        scope=["openid", "profile", "email"],
        **given,
    )
    Backend.instance.save(registered)
    registered.audience = [registered]
    Backend.instance.save(registered)


def end_with_standard_input(server):
    sys.stdin.buffer.read()
    server.shutdown()


if __name__ == "__main__":
    main()
