package io.jitpeers.examples.controlplane;

import java.util.concurrent.atomic.LongAdder;

/** Counts requests by their answers. Thread-safe. */
final class RequestCounters {
  final LongAdder found = new LongAdder();
  final LongAdder notModified = new LongAdder();
  final LongAdder notFound = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder invalid = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder streams = new LongAdder();
  final LongAdder tokens = new LongAdder();

  ControlPlaneServer.Requests snapshot() {
    return new ControlPlaneServer.Requests(
        found.sum(),
        notModified.sum(),
        notFound.sum(),
        refused.sum(),
        invalid.sum(),
        failed.sum(),
        streams.sum(),
        tokens.sum());
  }
}
