"""Tells a Headrace workflow how the notebook it waits for has ended.

    resolve({"rows": 3})                   the workflow goes on with this value
    reject("no input for 2026-11-21")      the workflow fails with this message

Whom to tell comes from the job parameters promise_id, url and token that the workflow gave the run: in a notebook
they are widgets, in a Python task `--promise_id=…` or `--promise_id …`. Where nobody waits, as when a notebook is run
by hand, nothing is sent. Pure standard library, Python 3.8 or newer.
"""

import json
import random
import sys
import time
import urllib.error
import urllib.request


class CallbackFailed(Exception):
    """The workflow could not be told. The token is never in the message."""


def resolve(value=None, **options):
    """Settles the promise with any JSON value: "settled", "already" (it was before), "late" or "nobody".

    Tries again for `patience` seconds (600) while the server is out of reach; raises CallbackFailed after that, and
    at once when the server refuses.
    """
    return _tell("resolve", {"value": value}, **options)


def reject(message, **options):
    """Lets the promise fail with a message; answers as `resolve` does."""
    return _tell("reject", {"message": str(message)}, **options)


def _tell(what, content, promise_id=None, url=None, token=None, dbutils=None, patience=600.0):
    promise_id = promise_id or _parameter("promise_id", dbutils)
    url = url or _parameter("url", dbutils)
    token = token or _parameter("token", dbutils)
    if not promise_id or not url:
        print("Headrace: nobody waits for this run (it has no promise_id and url).")
        return "nobody"
    body = dict(content, id=promise_id)
    if token:
        body["token"] = token
    request = urllib.request.Request(
        url.rstrip("/") + "/" + what,
        data=json.dumps(body, allow_nan=False).encode("utf-8"),
        headers={"content-type": "application/json"},
        method="POST",
    )
    status, answer = _send(request, time.monotonic() + patience)
    if status == 410:
        # The work is done all the same: that nobody waits any more is no reason to fail.
        print("Headrace: too late for promise " + promise_id + ", nobody waits for it any more.")
        return "late"
    if status != 200:
        raise CallbackFailed("The server refuses (status %d): %s" % (status, _reason(answer)))
    outcome = answer.get("outcome", "settled")
    print("Headrace: promise " + promise_id + " is " + ("settled." if outcome == "settled" else "settled already."))
    return outcome


def _send(request, deadline):
    """The status and the JSON of the answer, however many attempts it takes until the deadline."""
    pause = 1.0
    while True:
        try:
            with _opener.open(request, timeout=30) as response:
                return response.status, _json(response)
        except urllib.error.HTTPError as error:
            if error.code != 429 and error.code < 500:
                return error.code, _json(error)
            reason = "it answers with status %d" % error.code
            asked = error.headers.get("retry-after", "")
            wait = float(asked) if asked.isdigit() else 0.0
        except OSError as error:
            reason, wait = str(getattr(error, "reason", error)), 0.0
        wait = max(wait, pause * random.uniform(0.5, 1.0))
        if time.monotonic() + wait > deadline:
            raise CallbackFailed("The server could not be told: %s." % reason)
        time.sleep(wait)
        pause = min(30.0, pause * 2)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token goes to the address it was made for, and nowhere else."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _json(response):
    try:
        found = json.loads(response.read().decode("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _reason(answer):
    error = answer.get("error")
    return error.get("message", "no reason") if isinstance(error, dict) else "no reason; is the url right?"


def _parameter(name, dbutils):
    """From the notebook's widgets, or from the arguments of a Python task; None where there is none."""
    dbutils = dbutils or globals().get("dbutils") or getattr(sys.modules.get("__main__"), "dbutils", None)
    if dbutils is not None:
        try:
            return dbutils.widgets.get(name)
        except Exception:  # Every runtime has its own error for a widget that is not there.
            pass
    flag = "--" + name
    for position, argument in enumerate(sys.argv):
        if argument.startswith(flag + "="):
            return argument[len(flag) + 1 :]
        if argument == flag and position + 1 < len(sys.argv):
            return sys.argv[position + 1]
    return None
