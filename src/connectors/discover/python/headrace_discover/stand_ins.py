"""Stands in for modules that are not installed, so that a connector can at least be imported.

Only for modules that the connector's own code asks for: libraries probe for others, and go without.
"""

import importlib.machinery
import importlib.util
import os
import sys
import types
from abc import ABCMeta

from . import pyspark_types

HERE = os.path.dirname(os.path.abspath(__file__))
# Parts of the platform; that they are missing is nothing to tell anybody.
PLATFORM = ("databricks", "pyspark", "sources", "libs", "pipeline", "interface")


def refuse(host):
    """Replaced by the isolation, where the network is refused."""
    raise ConnectionError("the module that would use the network is not installed")


class Permissive(ABCMeta):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


class Anything(metaclass=Permissive):
    """Can be called, subclassed, used as a decorator, and asked for any attribute."""

    def __init__(self, *args, **kwargs):
        self.__dict__.update(kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *args, **kwargs):
        decorated = len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], Anything)
        return args[0] if decorated else Anything()

    def __getitem__(self, key):
        return Anything()

    def __class_getitem__(cls, key):
        return cls

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def __or__(self, other):
        return self

    __ror__ = __or__


class LakeflowConnect:
    """What connectors derive from, where the framework is not installed."""

    def __init__(self, options):
        self.options = options


class StandIn(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = thing(name, self.__name__)
        setattr(self, name, value)
        return value


def thing(name, module):
    if name == "LakeflowConnect":
        return LakeflowConnect
    if name.endswith(("Error", "Exception", "Timeout", "Warning")) or module.endswith(("errors", "exceptions")):
        return type(name, (Exception,), {})
    if name[:1].isupper():
        return Permissive(name, (Anything,), {})
    return Anything()


class RequestException(IOError):
    pass


class Session(Anything):
    """Of the library requests: whatever would go out is refused."""

    def __init__(self, *args, **kwargs):
        self.headers = {}
        self.params = {}
        self.verify = True
        self.auth = None

    def request(self, method=None, url="", *args, **kwargs):
        try:
            return refuse(host_in(url))
        except ConnectionError as error:
            raise RequestsConnectionError(str(error)) from error

    def get(self, url="", *args, **kwargs):
        return self.request("GET", url)

    post = put = patch = delete = head = options = get

    def send(self, *args, **kwargs):
        return self.request("SEND")


class RequestsConnectionError(RequestException):
    pass


RequestsConnectionError.__name__ = "ConnectionError"


def requests_members():
    session = Session()
    verbs = {verb: getattr(session, verb) for verb in ("get", "post", "put", "patch", "delete", "head", "options")}
    errors = {"RequestException": RequestException, "ConnectionError": RequestsConnectionError}
    for name in ("HTTPError", "Timeout", "ReadTimeout", "ConnectTimeout", "JSONDecodeError", "ChunkedEncodingError"):
        errors[name] = type(name, (RequestException,), {})
    return {
        "requests": {"Session": Session, "session": Session, "request": session.request, **verbs, **errors},
        "requests.exceptions": errors,
        "requests.sessions": {"Session": Session},
    }


def host_in(url):
    from urllib.parse import urlsplit

    try:
        return urlsplit(str(url)).hostname
    except ValueError:
        return None


MEMBERS = {
    "pyspark.sql.types": pyspark_types.MEMBERS,
    "pyspark.sql": {"Row": pyspark_types.Row},
    **requests_members(),
}


class Finder:
    """The last of all finders: asked for what no other one has."""

    def __init__(self):
        self.made = []
        self.folder = None
        self.alias = None
        self.own_roots = ()

    def own(self, found):
        self.folder = found.folder
        self.alias = ".".join(found.name.split(".")[: -1 if found.file else None])
        self.own_roots = (HERE + os.sep, (found.root or found.folder) + os.sep)

    def find_spec(self, fullname, path=None, target=None):
        if fullname == self.alias:
            return self.own_package(fullname)
        if fullname.startswith(f"{self.alias}."):
            # A file of the connector that is not there is a mistake to be told.
            return None
        parent = fullname.rpartition(".")[0]
        if isinstance(sys.modules.get(parent), StandIn) or self.is_asked_by_own_code():
            self.made.append(fullname)
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def own_package(self, fullname):
        init = os.path.join(self.folder, "__init__.py")
        if os.path.isfile(init):
            return importlib.util.spec_from_file_location(fullname, init, submodule_search_locations=[self.folder])
        spec = importlib.machinery.ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = [self.folder]
        return spec

    def is_asked_by_own_code(self):
        frame = sys._getframe(2)
        while frame is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        if frame is None:
            return False
        return os.path.realpath(frame.f_code.co_filename).startswith(self.own_roots)

    def create_module(self, spec):
        module = StandIn(spec.name)
        for name, value in MEMBERS.get(spec.name, {}).items():
            setattr(module, name, value)
        return module

    def exec_module(self, module):
        module.__path__ = []

    def missing(self):
        """Packages that are not installed, as pip would be told."""
        roots = sorted({name.split(".")[0] for name in self.made})
        return [root for root in roots if root not in PLATFORM]


def install():
    finder = Finder()
    sys.meta_path.append(finder)
    return finder


