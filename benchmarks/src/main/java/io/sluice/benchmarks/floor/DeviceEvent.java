package io.sluice.benchmarks.floor;

import java.time.Instant;
import java.util.UUID;

/** The built-in event as a class of its own. */
record DeviceEvent(
        UUID eventId,
        String deviceId,
        String deviceType,
        Instant timestamp,
        double eventDuration,
        double value,
        String status,
        String location,
        String firmware,
        int sourcePartition,
        long sourceOffset) {}
