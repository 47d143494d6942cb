package io.jitpeers.internal.replay;

import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.contract.ReplayMemoryContract;
import io.jitpeers.time.TimeSource;
import java.util.Optional;
import java.util.Random;

/** A replay memory with a fleet whose engine answers. */
class FleetReplayMemoryContractTest extends ReplayMemoryContract {
  @Override
  protected ReplayMemory createMemory() {
    return memory(1_000);
  }

  @Override
  protected Optional<ReplayMemory> createMemoryLimitedTo(int keys) {
    return Optional.of(memory(keys));
  }

  private static ReplayMemory memory(int capacity) {
    TimeSource time = TimeSource.system();
    Fleet fleet = new InMemoryFleet(time).member();
    return new FleetReplayMemory(
        new LocalReplayMemory(capacity, ReplayOptions.defaults(), time, new Random(1)),
        fleet,
        fleet.replayMarks(),
        FleetOptions.defaults(),
        ReplayOptions.defaults().maxAhead(),
        key -> false,
        time,
        new ManualTime());
  }
}
