package io.jitpeers.pcap.testkit;

import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.pcap.internal.reinjection.Reinjection;
import io.jitpeers.pcap.internal.reinjection.Reinjector;
import io.jitpeers.source.support.EnumCounters;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records the datagrams to reinject. Thread-safe. */
public final class FakeReinjector implements Reinjector {
  private final List<Sent> sent = new ArrayList<>();
  private final EnumCounters<ReinjectionOutcome> counters =
      new EnumCounters<>(ReinjectionOutcome.class);
  private Reinjection next = new Reinjection(ReinjectionOutcome.SENT, null);
  private boolean closed;

  /** A datagram. */
  public record Sent(InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload) {}

  /** Sets the outcome from now on. */
  public synchronized void answer(Reinjection reinjection) {
    next = reinjection;
  }

  @Override
  public synchronized Reinjection reinject(
      InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload) {
    Reinjection done = closed ? new Reinjection(ReinjectionOutcome.CLOSED, null) : next;
    ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
    sent.add(new Sent(source, destination, copy));
    counters.increment(done.outcome());
    return done;
  }

  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  @Override
  public synchronized Map<ReinjectionOutcome, Long> counts() {
    return counters.counts();
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
