"""Makes a Delta table: `delta-table.py FOLDER`, with a JSON list of steps on the standard input.

{"write": {column: [type, [value, ...]]}, "partition_by": [...], "mode": "append" | "overwrite"}
{"delete": predicate}             by writing files anew
{"mask": [row, ...]}              by a deletion vector for the first file, which `deltalake` cannot write
{"checkpoint": true}
"""

import json
import struct
import sys
from pathlib import Path

from arro3.core import Array, DataType, Table
from deltalake import DeltaTable, write_deltalake


def types(name):
    if name == "float_list":
        return DataType.list(DataType.float32())
    if name == "timestamp":
        return DataType.timestamp("us", tz="UTC")
    return getattr(DataType, name)()


def z85(data):
    letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
    text = ""
    for start in range(0, len(data), 4):
        value = int.from_bytes(data[start : start + 4], "big")
        text += "".join(letters[value // 85**power % 85] for power in (4, 3, 2, 1, 0))
    return text


def deletion_vector(rows):
    """https://github.com/delta-io/delta/blob/master/PROTOCOL.md#deletion-vector-format, inline"""
    bitmap = struct.pack("<IIHHI", 12346, 1, 0, len(rows) - 1, 16) + struct.pack(f"<{len(rows)}H", *rows)
    data = struct.pack("<IqI", 1681511377, 1, 0) + bitmap
    padded = data + b"\0" * (-len(data) % 4)
    return {"storageType": "i", "pathOrInlineDv": z85(padded), "sizeInBytes": len(data), "cardinality": len(rows)}


def mask(folder, rows):
    log = Path(folder) / "_delta_log"
    version = DeltaTable(folder).version()
    actions = [json.loads(line) for file in sorted(log.glob("*.json")) for line in file.read_text().splitlines()]
    add = next(action["add"] for action in actions if "add" in action)
    metadata = next(action for action in actions if "metaData" in action)
    metadata["metaData"]["configuration"]["delta.enableDeletionVectors"] = "true"
    feature = ["deletionVectors"]
    kept = ("path", "partitionValues", "size", "modificationTime", "dataChange", "stats")
    removed = {"path": add["path"], "deletionTimestamp": 1, "dataChange": True, "partitionValues": add["partitionValues"]}
    commit = [
        {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": feature, "writerFeatures": feature}},
        metadata,
        {"remove": removed},
        {"add": {**{key: add[key] for key in kept}, "deletionVector": deletion_vector(rows)}},
    ]
    (log / f"{version + 1:020}.json").write_text("".join(json.dumps(action) + "\n" for action in commit))


folder = sys.argv[1]
for step in json.load(sys.stdin):
    if "write" in step:
        columns = {name: Array(values, types(kind)) for name, (kind, values) in step["write"].items()}
        write_deltalake(
            folder, Table.from_pydict(columns), partition_by=step.get("partition_by"), mode=step.get("mode", "append")
        )
    elif "delete" in step:
        DeltaTable(folder).delete(step["delete"])
    elif "mask" in step:
        mask(folder, step["mask"])
    elif "checkpoint" in step:
        DeltaTable(folder).create_checkpoint()
