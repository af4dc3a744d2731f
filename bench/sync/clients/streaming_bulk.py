"""The original's job: a server-side cursor, one dict a row, `streaming_bulk`. Arguments: job (JSON), chunk size."""

import json
import sys

import psycopg
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk
from psycopg.rows import dict_row


def main(job, chunk_size):
    client = Elasticsearch(job["to"])
    failed = 0
    last_synced = None
    with psycopg.connect(job["from"], row_factory=dict_row) as connection:
        with connection.cursor(name="sync") as cursor:
            cursor.itersize = 10_000
            cursor.execute(f"SELECT * FROM {job['table']}")
            actions = ({"_index": job["index"], "_id": row["hk"], "_source": row} for row in cursor)
            for ok, item in streaming_bulk(
                client,
                actions,
                chunk_size=chunk_size,
                raise_on_error=False,
                max_retries=10,
                initial_backoff=1,
                max_backoff=30,
            ):
                if ok:
                    last_synced = item["index"]["_id"]
                else:
                    failed += 1
    print(json.dumps({"failed": failed, "last_synced_item": last_synced}))
    return 1 if failed else 0


sys.exit(main(json.loads(sys.argv[1]), int(sys.argv[2])))
