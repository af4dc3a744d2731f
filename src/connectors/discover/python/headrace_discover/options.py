"""Options that look real enough for a connector to be made with, when the user gave none."""

import json
import re

# Stands in every made-up value that could become the name of a host.
MADE_UP = "example-us1"
HOST = f"{MADE_UP}.invalid"

ACCOUNT = {
    "type": "service_account",
    "project_id": "example",
    "private_key_id": "example",
    "private_key": "-----BEGIN PRIVATE KEY-----\nexample\n-----END PRIVATE KEY-----\n",
    "client_email": f"user@{HOST}",
    "client_id": "1",
    "token_uri": f"https://{HOST}/token",
}

# The first that matches the name of an option says what stands for it.
VALUES = (
    (r"credentials|service_account|_json$", json.dumps(ACCOUNT)),
    (r"url|uri|endpoint", f"https://{HOST}"),
    (r"host|server|domain$", HOST),
    (r"email", f"user@{HOST}"),
    (r"_ids$", '["1"]'),
    (r"date|since|start|end_time", "2024-01-01"),
    (r"port|limit|size|days|count|timeout|max|min|_seconds$", "1"),
    (r"verify|enable|verbose|logging|use_|is_", "true"),
)


def dummy(name):
    for pattern, value in VALUES:
        if re.search(pattern, str(name).lower()):
            return value
    # Some take the part after the last dash for a data centre.
    return MADE_UP


class DummyOptions(dict):
    """Has a value for whatever is asked of it, unless the connector brings a default of its own."""

    def __missing__(self, name):
        return dummy(name)

    def get(self, name, default=None):
        if name in self:
            return self[name]
        return dummy(name) if default is None else default
