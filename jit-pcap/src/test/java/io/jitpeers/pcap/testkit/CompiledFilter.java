package io.jitpeers.pcap.testkit;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.filter.InitiationFilter;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.libpcap.FilterProgram;
import java.util.List;
import java.util.TreeSet;

/** The filter for initiations, as libpcap itself compiles and runs it. */
public final class CompiledFilter implements AutoCloseable {
  private final FilterProgram program;

  /** Compiles it for frames of a type, sent to ports. */
  public CompiledFilter(LinkType type, boolean live, Integer... ports) {
    try {
      program =
          FilterProgram.compile(
              type.dlt(), InitiationFilter.expression(type, new TreeSet<>(List.of(ports)), live));
    } catch (PcapException e) {
      throw new AssertionError("libpcap refuses the filter for " + type, e);
    }
  }

  /** Whether it lets a frame through. */
  public boolean accepts(byte[] frame) {
    return program.matches(frame);
  }

  @Override
  public void close() {
    program.close();
  }
}
