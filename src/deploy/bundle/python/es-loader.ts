/** The task that loads one table into Elasticsearch: `pipelines/es_loader.py`. */
export const esLoader = `# ruff: noqa
"""Loads one table into Elasticsearch: headrace load, with the parameters of the job.

The project is copied to the cluster's own disk first, because Headrace keeps its notes beside it.
"""

import argparse
import os
import shutil
import subprocess
import tempfile


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description="Loads one table into Elasticsearch.")
    parser.add_argument("--project", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--dead-letters", default="")
    parser.add_argument("--source-table", required=True)
    parser.add_argument("--data-source", required=True)
    parser.add_argument("--es-nodes", default="")
    parser.add_argument("--batch-id", default="")
    return parser.parse_args(arguments)


def command_of(options, project):
    command = ["headrace", "load", "--project", project, "--target", options.target]
    for name in ["source_table", "data_source", "es_nodes", "batch_id", "dead_letters"]:
        value = getattr(options, name).strip()
        if value:
            command += ["--" + name.replace("_", "-"), value]
    return command


def environment_of(options, environment, host, token):
    given = {**environment, "DATABRICKS_HOST": host, "DATABRICKS_TOKEN": token}
    if not options.dead_letters.strip():
        # Refused records would be lost with the cluster: the first one stops the load instead.
        given["ES_CLIENT_RAISE_ERRORS"] = "1"
    return given


def main(arguments=None):
    options = parse_arguments(arguments)
    from databricks.sdk import WorkspaceClient

    config = WorkspaceClient().config
    token = config.authenticate()["Authorization"].split(" ", 1)[1]
    environment = environment_of(options, os.environ, config.host, token)
    with tempfile.TemporaryDirectory() as folder:
        project = shutil.copytree(options.project, os.path.join(folder, "project"))
        command = command_of(options, project)
        # Only what Python itself prints is shown as the output of the task.
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
        code = process.returncode
    if code == 3:
        print("loaded; refused records are in " + options.dead_letters)
    elif code != 0:
        raise RuntimeError(f"headrace load ended with exit code {code}; what it said is above")


if __name__ == "__main__":
    main()
`;
