"""A stand-in for databricks-sdk: notes every call in the file RECORD, and answers as SCRIPT says."""

import json
import os
import signal

script = json.loads(os.environ.get("SCRIPT", "{}"))


def record(**call):
    with open(os.environ["RECORD"], "a") as file:
        file.write(json.dumps(call) + "\n")


class Answer:
    def __init__(self, **fields):
        self.__dict__.update(fields)


class ResourceConflict(Exception):
    pass


class Pipelines:
    polls = 0
    started = 0
    again = None
    stopped = set()

    def start_update(self, pipeline_id, **request):
        record(call="start", pipeline=pipeline_id, **request)
        if script.get("busy", {}).get(pipeline_id, 0) > 0:
            script["busy"][pipeline_id] -= 1
            raise ResourceConflict(f"An active update exists for {pipeline_id}.")
        self.started += 1
        if self.started == script.get("cancel_at"):
            os.kill(os.getpid(), signal.SIGTERM)
        return Answer(update_id=f"{pipeline_id}-{self.started}")

    def get_update(self, pipeline_id, update_id):
        self.polls += 1
        fails = pipeline_id in script.get("fail", []) and update_id != self.again
        ended = "FAILED" if fails else "COMPLETED"
        state = ended if self.polls % 2 == 0 else "RUNNING"
        if state == ended:
            record(call="ended", pipeline=pipeline_id, update=update_id)
            if fails and script.get("again"):
                self.again = f"{update_id}-again"
        cause = "RETRY_ON_FAILURE" if update_id == self.again else "API_CALL"
        return Answer(update=Answer(state=Answer(value=state), cause=Answer(value=cause)))

    def get(self, pipeline_id):
        state = "IDLE" if pipeline_id in self.stopped else script.get("states", {}).get(pipeline_id, "IDLE")
        return Answer(
            state=Answer(value=state),
            spec=Answer(continuous=pipeline_id in script.get("continuous", ["l"])),
            latest_updates=[Answer(update_id=self.again)] if self.again else None,
        )

    def stop(self, pipeline_id):
        record(call="stop", pipeline=pipeline_id)
        self.stopped.add(pipeline_id)

    def list_pipeline_events(self, pipeline_id, filter, max_results):
        record(call="events", pipeline=pipeline_id, filter=filter)
        error = Answer(exceptions=[Answer(message="DIVIDE_BY_ZERO in line 3")])
        return iter(
            [
                Answer(origin=Answer(update_id="another"), message="of another update", error=error),
                Answer(origin=Answer(update_id=f"{pipeline_id}-1"), message="Flow failed.", error=error),
            ]
        )


class ApiClient:
    def do(self, method, path, body):
        record(call="api", method=method, path=path, body=body)
        if path.endswith(script.get("refuse", "\0")):
            raise ResourceConflict("Principal does not exist.")


class Config:
    host = "https://adb-1.example.net"

    def authenticate(self):
        return {"Authorization": "Bearer token-of-the-cluster"}


class WorkspaceClient:
    def __init__(self):
        self.pipelines = Pipelines()
        self.api_client = ApiClient()
        self.config = Config()
