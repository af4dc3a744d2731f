"""Keeps what the user gave as options out of everything that is said."""

import base64
import json
import urllib.parse

SHORTEST = 4
SHOWN = "***"
# What some leave as it is in a part of a URL (RFC 3986).
SUB_DELIMITERS = "!$&'()*+,;=:@"


def masker(options):
    """A function that replaces values of options, also as they are written in URLs and headers."""
    secrets = set()
    for value in (options or {}).values():
        for text in texts(value):
            secrets.update(forms(text.strip()))
    ordered = sorted((secret for secret in secrets if len(secret) >= SHORTEST), key=len, reverse=True)

    def mask(text):
        for secret in ordered:
            text = text.replace(secret, SHOWN)
        return text

    return mask


def forms(text):
    if len(text) < SHORTEST or text.lower() in ("true", "false", "none", "null"):
        return
    yield text
    yield repr(text)[1:-1]
    yield json.dumps(text)[1:-1]
    for safe in ("", "/", SUB_DELIMITERS, "/" + SUB_DELIMITERS):
        yield urllib.parse.quote(text, safe=safe)
        yield urllib.parse.quote_plus(text, safe=safe)
    yield base64.b64encode(text.encode("utf-8", "replace")).decode("ascii").rstrip("=")


def texts(value):
    """The value, its lines, and what it holds where it is JSON, as keys of service accounts are."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value
        if "\n" in value:
            yield from value.splitlines()
        if value.lstrip()[:1] in ("{", "["):
            try:
                yield from texts(json.loads(value))
            except ValueError:
                pass
    elif value is not None and not isinstance(value, bool):
        yield str(value)
