package io.jitpeers.testkit.contract;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.testkit.InMemoryFleet;

class InMemoryDirectoryTest extends FleetDirectoryContract {
  private final InMemoryFleet fleet = new InMemoryFleet();

  @Override
  protected FleetDirectory view() {
    return fleet.member().directory();
  }
}
