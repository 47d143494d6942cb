package io.jitpeers.pcap.testkit;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.filter.Message;
import io.jitpeers.pcap.internal.filter.MessageFilter;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.libpcap.FilterProgram;
import java.util.List;
import java.util.TreeSet;

/** A filter for messages, compiled and run by libpcap itself. */
public final class CompiledFilter implements AutoCloseable {
  private final FilterProgram program;

  /** Compiles the filter for initiations. */
  public CompiledFilter(LinkType type, boolean live, Integer... ports) {
    this(Message.INITIATION, type, live, ports);
  }

  /** Compiles the filter for messages of a kind. */
  public CompiledFilter(Message message, LinkType type, boolean live, Integer... ports) {
    try {
      program =
          FilterProgram.compile(
              type.dlt(),
              MessageFilter.expression(message, type, new TreeSet<>(List.of(ports)), live));
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
