package io.jitpeers.pcap.testkit;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.filter.InitiationFilter;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.libpcap.FilterProgram;
import java.util.List;
import java.util.TreeSet;

/** The filter for initiations, compiled and run by libpcap itself. */
public final class CompiledFilter implements AutoCloseable {
  private final FilterProgram program;

  /** Compiles it for a link type and ports. */
  public CompiledFilter(LinkType type, boolean live, Integer... ports) {
    try {
      program =
          FilterProgram.compile(
              type.dlt(), InitiationFilter.expression(type, new TreeSet<>(List.of(ports)), live));
    } catch (PcapException e) {
      throw new AssertionError("libpcap refuses the filter for " + type, e);
    }
  }

  /** Returns whether it accepts a frame. */
  public boolean accepts(byte[] frame) {
    return program.matches(frame);
  }

  @Override
  public void close() {
    program.close();
  }
}
