package io.jitpeers.internal;

import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.time.TimeSource;

/** The parts of the pipeline that {@link Explanations} and {@link Forecast} read. */
record ExplainedParts(
    WatchedParts watched,
    Lifecycle lifecycle,
    CurrentDevice device,
    HotSet hotSet,
    Provisioning provisioning,
    AnswerCache answers,
    Lookups lookups,
    ReplayMemory replayMemory) {

  OutcomeMemory outcomes() {
    return watched.outcomes();
  }

  ProvisioningOptions options() {
    return watched.config().provisioningOptions();
  }

  TimeSource time() {
    return watched.config().time();
  }
}
