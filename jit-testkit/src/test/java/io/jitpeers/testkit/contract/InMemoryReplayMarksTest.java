package io.jitpeers.testkit.contract;

import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.testkit.InMemoryFleet;

class InMemoryReplayMarksTest extends SharedReplayMarksContract {
  @Override
  protected SharedReplayMarks marks() {
    return new InMemoryFleet().member().replayMarks();
  }
}
