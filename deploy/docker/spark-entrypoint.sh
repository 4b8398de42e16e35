#!/bin/sh
# master | worker MASTER | submit MASTER
set -eu
role=$1
shift
case $role in
  master) exec /opt/spark/bin/spark-class org.apache.spark.deploy.master.Master --host spark-master --port 7077 ;;
  worker) exec /opt/spark/bin/spark-class org.apache.spark.deploy.worker.Worker "$1" ;;
  submit)
    exec /opt/spark/bin/spark-submit --master "$1" --deploy-mode client \
      --class io.sluice.spark.StreamingEtl /opt/sluice/sluice-spark.jar
    ;;
  *)
    echo "expected master, worker or submit, got $role" >&2
    exit 2
    ;;
esac
