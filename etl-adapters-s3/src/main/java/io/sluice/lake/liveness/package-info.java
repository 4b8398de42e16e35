/**
 * Who is alive: heartbeats that writers and waiting starts leave in a lake, and how a start waits for its turn. All of
 * it is for liveness only. A heartbeat that is lost, late or wrong makes a start wait too long or take over too soon; it cannot
 * lose or double a row, because the commit records alone decide who may write.
 */
package io.sluice.lake.liveness;
