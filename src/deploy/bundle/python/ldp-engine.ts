/** The task that selects tables and starts pipelines: `pipelines/ldp_engine.py`. */
export const ldpEngine = `# ruff: noqa
"""Starts the pipelines of this bundle, for the tables that a selection by tags picks.

Runs as the task run_ldp_engine. What it selects from is in the manifest beside it, which is written together
with it. Nothing but main needs the workspace.
"""

import argparse
import difflib
import json
import runpy
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

ENDED = {"COMPLETED", "FAILED", "CANCELED"}
ACTIVE = {"RUNNING", "STARTING", "DEPLOYING", "RECOVERING", "RESETTING"}

# Why the platform itself starts an update after one that failed.
AGAIN = {"RETRY_ON_FAILURE", "SCHEMA_CHANGE", "SERVICE_UPGRADE", "INFRASTRUCTURE_MAINTENANCE"}


class EngineError(Exception):
    """Ends the task as failed; its text says why."""


def parse_tags(text):
    """daily,critical or a JSON array, ["daily", "critical"]; nothing means all tables."""
    text = (text or "").strip()
    if text.startswith("["):
        try:
            tags = json.loads(text)
        except ValueError:
            tags = None
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise EngineError('tags is no JSON array of texts such as ["daily", "critical"]: ' + text)
    else:
        tags = text.split(",")
    return list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


def select(tables, tags, match):
    """Names of the tables that have all of the tags, or any of them, in the order of the manifest."""
    known = sorted({tag for table in tables for tag in table["tags"]})
    for tag in tags:
        if tag not in known:
            near = difflib.get_close_matches(tag, known, n=1)
            meant = f' Did you mean "{near[0]}"?' if near else ""
            listed = ", ".join(known) or "none"
            raise EngineError(f'No table has the tag "{tag}".{meant} Tags are: {listed}.')
    holds = all if match == "all" else any
    chosen = [t["name"] for t in tables if not tags or holds(tag in t["tags"] for tag in tags)]
    if not chosen:
        raise EngineError(f"No table has {match} of the tags {', '.join(tags)}.")
    return chosen


def plan(manifest, chosen):
    """Pipeline -> the chosen tables in it, and whether these are all it has; each after those it reads."""
    names = set(chosen)
    work = {}
    for pipeline in manifest["pipelines"]:
        members = [t["name"] for t in manifest["tables"] if t["pipeline"] == pipeline["key"]]
        wanted = [name for name in members if name in names]
        if wanted:
            work[pipeline["key"]] = {
                "tables": wanted,
                "whole": len(wanted) == len(members),
                "after": pipeline["after"],
            }
    return work


def request_of(work, full_refresh):
    """What an update is started with: no names when the whole pipeline is meant."""
    if work["whole"]:
        return {"full_refresh": True} if full_refresh else {}
    return {"full_refresh_selection" if full_refresh else "refresh_selection": work["tables"]}


def text_of(value):
    """The word of an enum, or of a text."""
    return str(getattr(value, "value", value) or "")


class Engine:
    """Runs pipelines one after the other where one reads another, and side by side where not."""

    def __init__(self, workspace, ids, poll_seconds, say=print):
        self.pipelines = workspace.pipelines
        self.api = workspace.api_client
        self.ids = ids
        self.poll_seconds = poll_seconds
        self.say = say
        self.cancelled = threading.Event()
        self.running = {}
        self.busy = set()

    def trigger(self, work, full_refresh=False):
        """One update of every pipeline, awaited. Raises EngineError when one of them fails."""
        waiting = dict(work)
        failed = {}
        while waiting or self.running:
            for key in list(waiting):
                after = [other for other in waiting[key]["after"] if other in work]
                broken = [other for other in after if other in failed]
                if broken:
                    failed[key] = f"skipped, because {broken[0]} failed"
                    self.say(f"{key}: {failed[key]}")
                    del waiting[key]
                elif not any(other in waiting or other in self.running for other in after):
                    if self.start(key, waiting[key], full_refresh):
                        del waiting[key]
            if waiting or self.running:
                self.rest()
            self.look(failed)
        if failed:
            raise EngineError("; ".join(f"{key}: {reason}" for key, reason in sorted(failed.items())))

    def rest(self):
        if self.cancelled.wait(self.poll_seconds):
            self.stop()
            raise EngineError("cancelled")

    def start(self, key, work, full_refresh):
        """Returns False when the pipeline is still busy with another update."""
        pipeline = self.pipelines.get(pipeline_id=self.ids[key])
        # Deployed for development, no pipeline is continuous, whatever the bundle says.
        continuous = bool(getattr(pipeline.spec, "continuous", None))
        if continuous and text_of(pipeline.state) in ACTIVE:
            if not full_refresh:
                self.say(f"{key}: runs continuously")
                return True
            self.say(f"{key}: stopping, to be built anew")
            self.pipelines.stop(pipeline_id=self.ids[key])
            return False
        try:
            request = {} if continuous and not full_refresh else request_of(work, full_refresh)
            update = self.pipelines.start_update(pipeline_id=self.ids[key], **request).update_id
        except Exception as error:
            if type(error).__name__ != "ResourceConflict" and "active update" not in str(error).lower():
                raise
            if key not in self.busy:
                self.say(f"{key}: waits for the update that is running")
            self.busy.add(key)
            return False
        self.busy.discard(key)
        size = "all tables" if work["whole"] else ", ".join(work["tables"])
        self.say(f"{key}: update {update} started: {size}")
        if not continuous:
            self.running[key] = {"update": update, "state": "", "looked": False}
        return True

    def look(self, failed):
        for key, run in list(self.running.items()):
            answer = self.pipelines.get_update(pipeline_id=self.ids[key], update_id=run["update"])
            state = text_of(answer.update.state)
            if state != run["state"]:
                self.say(f"{key}: {state.lower().replace('_', ' ')}")
                run["state"] = state
            if state == "FAILED" and self.goes_on(key, run):
                continue
            if state in ENDED:
                del self.running[key]
                if state != "COMPLETED":
                    failed[key] = f"the update {run['update']} is {state.lower()}"
                    self.say_errors(key, run["update"])

    def goes_on(self, key, run):
        """Whether the platform tries a failed update again by itself, which is a new one; or still may."""
        newest = (self.pipelines.get(pipeline_id=self.ids[key]).latest_updates or [None])[0]
        if newest is not None and newest.update_id != run["update"]:
            update = self.pipelines.get_update(
                pipeline_id=self.ids[key], update_id=newest.update_id
            ).update
            if text_of(update.cause) in AGAIN:
                self.say(f"{key}: tried again as update {newest.update_id}")
                run.update(update=newest.update_id, state="", looked=False)
                return True
        first, run["looked"] = not run["looked"], True
        return first

    def say_errors(self, key, update):
        try:
            events = self.pipelines.list_pipeline_events(
                pipeline_id=self.ids[key], filter="level='ERROR'", max_results=25
            )
            for _, event in zip(range(25), events):
                if getattr(event.origin, "update_id", None) == update:
                    self.say(f"{key}: {event.message}")
                    for found in getattr(event.error, "exceptions", None) or []:
                        self.say(f"    {found.message}")
        except Exception as error:
            self.say(f"{key}: its events cannot be read: {error}")

    def stop(self):
        """Ends what is running: an update would go on without the task."""
        for key in self.running:
            self.say(f"{key}: stopping")
            try:
                self.pipelines.stop(pipeline_id=self.ids[key])
            except Exception as error:
                self.say(f"{key}: cannot be stopped: {error}")

    def grant(self, tables, catalog, schema):
        """Gives the privileges of the manifest. What somebody has already stays as it is."""
        wanted = [table for table in tables if table["grants"]]

        def give(table):
            changes = [
                {"principal": who, "add": privileges} for who, privileges in table["grants"].items()
            ]
            name = quote(f"{catalog}.{schema}.{table['name']}")
            try:
                self.api.do(
                    "PATCH", f"/api/2.1/unity-catalog/permissions/table/{name}", body={"changes": changes}
                )
            except Exception as error:
                return f"privileges on {table['name']}: {error}"

        if wanted:
            with ThreadPoolExecutor(8) as pool:
                refused = [reason for reason in pool.map(give, wanted) if reason]
            self.say(f"privileges given on {len(wanted) - len(refused)} of the tables")
            if refused:
                raise EngineError("; ".join(refused))


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description="Runs the tables that a selection by tags picks.")
    parser.add_argument("--tags", default="", help="a,b or a JSON array; nothing means all tables")
    parser.add_argument("--match", choices=["", "all", "any"], default="", help="all tags, or any of them")
    parser.add_argument("--mode", choices=["batch", "streaming"], default="batch")
    parser.add_argument("--full-refresh", type=str.lower, choices=["", "true", "false"], default="false")
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--schema", required=True)
    parser.add_argument("--pipeline", action="append", default=[], metavar="KEY=ID")
    parser.add_argument("--poll-seconds", type=float, default=5)
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse_arguments(arguments)
    manifest = runpy.run_path(options.manifest)["MANIFEST"]
    match = options.match or manifest["match"]
    chosen = select(manifest["tables"], parse_tags(options.tags), match)
    work = plan(manifest, chosen)
    print(f"{options.mode}: {len(chosen)} of {len(manifest['tables'])} tables, {len(work)} pipelines", flush=True)

    from databricks.sdk import WorkspaceClient

    ids = dict(pair.split("=", 1) for pair in options.pipeline)
    engine = Engine(
        WorkspaceClient(), ids, options.poll_seconds, say=lambda line: print(line, flush=True)
    )
    if threading.current_thread() is threading.main_thread():
        for name in [signal.SIGINT, signal.SIGTERM]:
            signal.signal(name, lambda *_: engine.cancelled.set())
    granted = [table for table in manifest["tables"] if table["name"] in set(chosen)]
    full_refresh = options.full_refresh == "true"
    while True:
        engine.trigger(work, full_refresh)
        engine.grant(granted, options.catalog, options.schema)
        if options.mode == "batch":
            break
        granted, full_refresh = [], False
        engine.rest()


if __name__ == "__main__":
    main()
`;
