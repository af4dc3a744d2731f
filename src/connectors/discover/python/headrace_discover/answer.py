"""From the request to the answer, whatever the connector does."""

import json
import os
import sys
import threading
import traceback

from . import load, masking, stand_ins, tables
from .isolation import Isolation
from .options import DummyOptions, dummy


class Failure(Exception):
    """A stage that did not work; the cause is the connector's own exception, where there is one."""

    def __init__(self, stage, **details):
        super().__init__(stage)
        self.stage = stage
        self.details = details


def main():
    request = json.load(sys.stdin)
    answer_file = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever a connector prints is chatter; the answer is told apart by its pipe.
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    mask = masking.masker(request.get("options"))
    once = threading.Lock()

    def send(answer):
        # Whoever comes second has nothing to say any more, and the first ends the process.
        once.acquire()
        # A connector's texts may hold halves of characters, which no encoding takes.
        text = json.dumps({**answer, "python": ".".join(map(str, sys.version_info[:3]))})
        answer_file.write(text)
        answer_file.flush()
        # Threads of the connector may go on for ever.
        os._exit(0)

    isolation = Isolation(request["allow_network"])
    finder = stand_ins.install()
    found = load.layout(request["path"])
    finder.own(found)

    def noted(answer):
        return {**answer, "missing": finder.missing(), "refused": sorted(mask(host) for host in isolation.refused)}

    watch(request["time_limit"], found, lambda at: send(noted({"ok": False, "stage": "time", "at": at})))
    isolation.close_doors(request["writable"])
    try:
        send(noted({"ok": True, **inspect(request, found, mask, isolation)}))
    except Failure as failure:
        error = described(failure.__cause__, found, mask) if failure.__cause__ else {}
        send(noted({"ok": False, "stage": failure.stage, **failure.details, **error}))
    except BaseException as error:  # a connector may raise anything, SystemExit included
        send(noted({"ok": False, "stage": "list", **described(error, found, mask)}))


def inspect(request, found, mask, isolation):
    try:
        module = load.import_module(found)
    except BaseException as error:
        raise Failure("import") from error
    classes = load.connector_classes(module, found)
    wanted = request.get("class_name")
    chosen = [cls for cls in classes if wanted is None or cls.__name__ == wanted]
    if len(chosen) != 1:
        unfinished = [] if classes else load.unfinished_classes(module, found)
        raise Failure("class", classes=sorted(cls.__name__ for cls in classes), unfinished=unfinished)
    (cls,) = chosen
    best, errors = None, []
    for kind, options in attempts(request):
        refusals = isolation.refusals
        try:
            listed = tables.listed(made(cls, kind, options), kind != "given", mask)
        except BaseException as error:
            # What is said without it being made is its confusion, not its reason.
            if kind != "unmade":
                errors.append((isolation.refusals > refusals, error))
            continue
        if best is None or known(listed) > known(best[1]):
            best = (kind, listed)
        if known(listed) == len(listed):
            break
    if best is None:
        # That it needs the network tells most; then the first, which says what options are missing.
        online = [error for wanted, error in errors if wanted]
        raise Failure("list") from (online[-1] if online else errors[0][1])
    kind, listed = best
    return {
        "class_name": cls.__name__,
        "options": kind,
        "tables": listed,
        "categories": tables.categories(cls, module, found),
    }


def attempts(request):
    """Options to try, the likeliest first. With options of the user there is little to guess."""
    given = request.get("options")
    if given is not None:
        yield "given", dict(given)
        if not request["allow_network"]:
            yield "unmade", dict(given)
        return
    yield "none", {}
    candidates = [
        {name: dummy(name) if value is None else value for name, value in candidate.items()}
        for candidate in request["candidates"]
    ]
    for candidate in candidates:
        yield "dummy", dict(candidate)
    for candidate in [*candidates, {}]:
        yield "dummy", DummyOptions(candidate)
    # Some sign in as soon as they are made, and know their tables all the same.
    for candidate in [*candidates, {}]:
        yield "unmade", DummyOptions(candidate)


def made(cls, kind, options):
    if kind != "unmade":
        return cls(options)
    connector = cls.__new__(cls)
    connector.options = options
    return connector


def known(listed):
    return sum(1 for table in listed if table["ingestion_type"] is not None)


def described(error, found, mask):
    """What an exception says, and the last line of the connector's own code that it went through."""
    message = str(error) or error.__class__.__name__
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if load.is_own(frame.filename, found)
    ]
    at = {"file": own[-1].filename, "line": own[-1].lineno} if own else None
    if isinstance(error, SyntaxError) and error.filename and load.is_own(error.filename, found):
        at = {"file": error.filename, "line": error.lineno or 1}
        message = error.msg
    return {"error": {"type": error.__class__.__name__, "message": mask(message)[:2000]}, "at": at}


def watch(seconds, found, late):
    """Ends the process in time, saying where it was; who started it kills it when even that fails."""
    main_thread = threading.get_ident()

    def ring():
        frame = sys._current_frames().get(main_thread)
        while frame is not None and not load.is_own(frame.f_code.co_filename, found):
            frame = frame.f_back
        late({"file": frame.f_code.co_filename, "line": frame.f_lineno} if frame else None)

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
