package io.jitpeers.examples.gateway.check;

import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;

/** Replaces a packet source when only settings are checked. This source is never started. */
final class AbsentSource implements PacketSource {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public void start(PacketHandler handler) {
    throw new IllegalStateException("there is no packet source");
  }

  @Override
  public boolean returnsPackets() {
    return false;
  }

  @Override
  public SourceStatistics statistics() {
    return SourceStatistics.of(0, 0, 0);
  }

  @Override
  public void close() {}
}
