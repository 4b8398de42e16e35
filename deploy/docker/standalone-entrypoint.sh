#!/bin/sh
# Java in place of the shell, so that SIGTERM reaches it and what is decided is committed.
# shellcheck disable=SC2086  # JAVA_OPTS is a list of words.
exec java -XX:+UseParallelGC -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError ${JAVA_OPTS:-} -jar /opt/sluice/sluice.jar "$@"
