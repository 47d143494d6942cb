package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.ReinjectionOutcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A packet for a forwarded port is reinjected unchanged, if the kernel translates it. */
class ForwardedReinjectionTest {
  private static final int FORWARDED = 443;
  private static final int LISTENING = 51820;

  private final Sent sent = new Sent();
  private final Addresses addresses = new Addresses();
  private final Tracked tracked = new Tracked();
  private final RawSocketReinjector reinjector = reinjector(tracked);

  private RawSocketReinjector reinjector(Translations translations) {
    Forwards forwards = new Forwards(port -> port == FORWARDED, translations);
    return new RawSocketReinjector(sent, sent, addresses, forwards, false);
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(address, port);
  }

  private static ByteBuffer initiation() {
    return ByteBuffer.allocate(148).put(0, (byte) 1);
  }

  private Reinjection reinject(String source, String destination, int port) {
    return reinjector.reinject(at(source, 40000), at(destination, port), initiation());
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.2, 192.0.2.1, 192.0.2.1",
    // With "redirect", which selects the interface's first address.
    "198.51.100.2, 192.0.2.2, 192.0.2.1",
    "2001:db8:1::2, 2001:db8::1, 2001:db8::2"
  })
  void itIsSentToThePortThatTheClientSpokeTo(String source, String destination, String end) {
    tracked.ends.put(at(destination, FORWARDED), at(end, LISTENING));

    assertThat(reinject(source, destination, FORWARDED).outcome())
        .isEqualTo(ReinjectionOutcome.SENT);

    ByteBuffer asItCame =
        new UdpDatagramBuilder(148)
            .build(at(source, 40000), at(destination, FORWARDED), initiation());
    assertThat(sent.datagrams).containsExactly(asItCame);
  }

  @Test
  void whatIsNotTranslatedIsNotSent() {
    assertThat(reinject("198.51.100.2", "192.0.2.1", FORWARDED).outcome())
        .isEqualTo(ReinjectionOutcome.NOT_TRANSLATED);
    tracked.ends.put(at("192.0.2.1", FORWARDED), at("192.0.2.1", FORWARDED));
    assertThat(reinject("198.51.100.2", "192.0.2.1", FORWARDED).outcome())
        .isEqualTo(ReinjectionOutcome.NOT_TRANSLATED);
    assertThat(sent.datagrams).isEmpty();
  }

  @Test
  void whatIsForwardedToAnotherMachineIsNotSent() {
    tracked.ends.put(at("192.0.2.1", FORWARDED), at("10.0.0.9", LISTENING));

    assertThat(reinject("198.51.100.2", "192.0.2.1", FORWARDED).outcome())
        .isEqualTo(ReinjectionOutcome.NOT_LOCAL);
    assertThat(sent.datagrams).isEmpty();
  }

  /** The answer is translated back only if it comes from the translated destination. */
  @Test
  void whatWouldBeAnsweredFromAnotherAddressThanTheTranslatedOneIsNotSent() {
    tracked.ends.put(at("192.0.2.1", FORWARDED), at("192.0.2.2", LISTENING));

    assertThat(reinject("198.51.100.2", "192.0.2.1", FORWARDED).outcome())
        .isEqualTo(ReinjectionOutcome.OTHER_ANSWER_ADDRESS);
    assertThat(sent.datagrams).isEmpty();
  }

  @Test
  void nothingIsAskedAboutOtherPorts() {
    tracked.failure = new SystemCallException("looking up", "a connection", Errno.EPERM);

    assertThat(reinject("198.51.100.2", "192.0.2.1", LISTENING).outcome())
        .isEqualTo(ReinjectionOutcome.SENT);
  }

  @Test
  void whatCannotBeToldIsAFailure() {
    tracked.failure = new SystemCallException("looking up", "a connection", Errno.ENOBUFS);

    Reinjection done = reinject("198.51.100.2", "192.0.2.1", FORWARDED);

    assertThat(done.outcome()).isEqualTo(ReinjectionOutcome.FAILED);
    assertThat(done.failure()).isSameAs(tracked.failure);
    assertThat(sent.datagrams).isEmpty();
  }

  @Test
  void withoutAnyoneToAskTheAddressIsTakenToBeKept() {
    RawSocketReinjector blind = reinjector(null);

    assertThat(
            blind
                .reinject(at("198.51.100.2", 40000), at("192.0.2.1", FORWARDED), initiation())
                .outcome())
        .isEqualTo(ReinjectionOutcome.SENT);
    assertThat(
            blind
                .reinject(at("198.51.100.2", 40000), at("192.0.2.2", FORWARDED), initiation())
                .outcome())
        .isEqualTo(ReinjectionOutcome.OTHER_ANSWER_ADDRESS);
  }

  @Test
  void closingItClosesWhatIsAsked() {
    reinjector.close();

    assertThat(tracked.closed).isTrue();
  }

  private static final class Tracked implements Translations {
    final Map<InetSocketAddress, InetSocketAddress> ends = new HashMap<>();
    SystemCallException failure;
    boolean closed;

    @Override
    public InetSocketAddress translated(InetSocketAddress source, InetSocketAddress destination)
        throws SystemCallException {
      if (failure != null) {
        throw failure;
      }
      return ends.get(destination);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A machine with two addresses of each family, which sends from the first one. */
  private static final class Addresses implements LocalAddresses {
    @Override
    public boolean isLocal(InetAddress address) {
      return List.of(
              at("192.0.2.1", 0), at("192.0.2.2", 0), at("2001:db8::1", 0), at("2001:db8::2", 0))
          .contains(new InetSocketAddress(address, 0));
    }

    @Override
    public Ends ends(InetAddress source, InetAddress destination) {
      return new Ends(isLocal(source), isLocal(destination), at("192.0.2.1", 0).getAddress());
    }

    @Override
    public void close() {}
  }

  private static final class Sent implements RawSender {
    final List<ByteBuffer> datagrams = new ArrayList<>();

    @Override
    public void send(ByteBuffer datagram, InetAddress destination) {
      datagrams.add(ByteBuffer.allocate(datagram.remaining()).put(datagram.duplicate()).flip());
    }

    @Override
    public void close() {}
  }
}
