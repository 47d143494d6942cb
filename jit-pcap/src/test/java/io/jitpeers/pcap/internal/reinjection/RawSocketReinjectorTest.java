package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.ReinjectionOutcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawSocketReinjectorTest {
  private final FakeSender ipv4 = new FakeSender();
  private final FakeSender ipv6 = new FakeSender();
  private final FakeAddresses addresses = new FakeAddresses("192.0.2.1", "2001:db8::1", "fe80::1");
  private final RawSocketReinjector reinjector =
      new RawSocketReinjector(ipv4, ipv6, addresses, Forwards.none(), false);

  private static ByteBuffer initiation() {
    return ByteBuffer.allocate(148).put(0, (byte) 1);
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(address, port);
  }

  private ReinjectionOutcome reinject(String source, String destination, ByteBuffer payload) {
    Reinjection done = reinjector.reinject(at(source, 1234), at(destination, 51820), payload);
    assertThat(done.failure()).isNull();
    return done.outcome();
  }

  @Test
  void sendsIpv4ToItsLocalAddress() {
    assertThat(reinject("198.51.100.2", "192.0.2.1", initiation()))
        .isEqualTo(ReinjectionOutcome.SENT);

    ByteBuffer expected =
        new UdpDatagramBuilder(148)
            .build(at("198.51.100.2", 1234), at("192.0.2.1", 51820), initiation());
    assertThat(ipv4.sent).containsExactly(expected);
    assertThat(ipv4.destinations).containsExactly(at("192.0.2.1", 0).getAddress());
    assertThat(ipv6.sent).isEmpty();
  }

  @Test
  void sendsIpv6ToItsLocalAddress() {
    assertThat(reinject("2001:db8:1::2", "2001:db8::1", initiation()))
        .isEqualTo(ReinjectionOutcome.SENT);

    ByteBuffer expected =
        new UdpDatagramBuilder(148)
            .build(at("2001:db8:1::2", 1234), at("2001:db8::1", 51820), initiation());
    assertThat(ipv6.sent).containsExactly(expected);
    assertThat(ipv6.destinations).containsExactly(at("2001:db8::1", 0).getAddress());
    assertThat(ipv4.sent).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.2, 192.0.2.9, NOT_LOCAL",
    "2001:db8:1::2, 2001:db8::9, NOT_LOCAL",
    "fe80::2, 2001:db8::1, LINK_LOCAL",
    "2001:db8:1::2, fe80::1, LINK_LOCAL",
    "fe80::2, fe80::1, LINK_LOCAL",
    "198.51.100.2, 2001:db8::1, UNUSABLE_ADDRESS",
    "2001:db8:1::2, 192.0.2.1, UNUSABLE_ADDRESS",
    "0.0.0.0, 192.0.2.1, UNUSABLE_ADDRESS"
  })
  void sendsNothingElsewhere(String source, String destination, ReinjectionOutcome outcome) {
    assertThat(reinject(source, destination, initiation())).isEqualTo(outcome);
    assertSentNothing();
  }

  /**
   * The kernel drops such a packet as a martian if it arrives from outside, but not over loopback.
   */
  @Test
  void sendsNothingThatClaimsToComeFromThisMachine() {
    assertThat(reinject("192.0.2.1", "192.0.2.1", initiation()))
        .isEqualTo(ReinjectionOutcome.UNUSABLE_ADDRESS);
    assertThat(reinject("2001:db8::1", "2001:db8::1", initiation()))
        .isEqualTo(ReinjectionOutcome.UNUSABLE_ADDRESS);
    assertSentNothing();
    RawSocketReinjector ofLoopback =
        new RawSocketReinjector(ipv4, ipv6, addresses, Forwards.none(), true);
    assertThat(ofLoopback.reinject(at("192.0.2.1", 1), at("192.0.2.1", 2), initiation()).outcome())
        .isEqualTo(ReinjectionOutcome.SENT);
  }

  /**
   * An IPv6 answer keeps the address that the client addressed, whatever the routing tables prefer.
   */
  @Test
  void sendsNothingThatWouldBeAnsweredFromAnotherIpv4Address() {
    addresses.answersFrom = at("192.0.2.9", 0).getAddress();
    assertThat(reinject("198.51.100.2", "192.0.2.1", initiation()))
        .isEqualTo(ReinjectionOutcome.OTHER_ANSWER_ADDRESS);
    assertSentNothing();
    assertThat(reinject("2001:db8:1::2", "2001:db8::1", initiation()))
        .isEqualTo(ReinjectionOutcome.SENT);
  }

  private void assertSentNothing() {
    assertThat(ipv4.sent).isEmpty();
    assertThat(ipv6.sent).isEmpty();
  }

  @Test
  void sendsNothingButInitiations() {
    List<ByteBuffer> others =
        List.of(
            ByteBuffer.allocate(148).put(0, (byte) 2),
            ByteBuffer.allocate(148).put(0, (byte) 1).put(3, (byte) 1),
            ByteBuffer.allocate(147).put(0, (byte) 1),
            ByteBuffer.allocate(149).put(0, (byte) 1),
            ByteBuffer.allocate(0));
    for (ByteBuffer other : others) {
      assertThat(reinject("198.51.100.2", "192.0.2.1", other))
          .isEqualTo(ReinjectionOutcome.NOT_AN_INITIATION);
    }
    assertSentNothing();
  }

  @Test
  void withoutIpv6ThereIsIpv4() {
    RawSocketReinjector half =
        new RawSocketReinjector(ipv4, null, addresses, Forwards.none(), false);
    assertThat(half.reinject(at("2001:db8:1::2", 1), at("2001:db8::1", 2), initiation()).outcome())
        .isEqualTo(ReinjectionOutcome.FAMILY_UNAVAILABLE);
    assertThat(half.reinject(at("198.51.100.2", 1), at("192.0.2.1", 2), initiation()).outcome())
        .isEqualTo(ReinjectionOutcome.SENT);
    half.close();
    assertThat(ipv4.closes).isEqualTo(1);
  }

  @Test
  void carriesWhatTheKernelSaid() {
    ipv4.failure = new SystemCallException("sending through", "the raw socket", Errno.ENOBUFS);
    Reinjection unsent =
        reinjector.reinject(at("198.51.100.2", 1), at("192.0.2.1", 2), initiation());
    assertThat(unsent).isEqualTo(new Reinjection(ReinjectionOutcome.FAILED, ipv4.failure));

    addresses.failure = new SystemCallException("looking up", "the route", Errno.ENOMEM);
    Reinjection unknown =
        reinjector.reinject(at("198.51.100.2", 1), at("192.0.2.1", 2), initiation());
    assertThat(unknown).isEqualTo(new Reinjection(ReinjectionOutcome.FAILED, addresses.failure));
    assertSentNothing();
  }

  @Test
  void countsEveryOutcome() {
    assertThat(reinjector.counts())
        .containsOnlyKeys(ReinjectionOutcome.values())
        .allSatisfy((outcome, count) -> assertThat(count).isZero());
    for (String destination : List.of("192.0.2.1", "192.0.2.1", "192.0.2.9")) {
      var unused = reinject("198.51.100.2", destination, initiation());
    }

    Map<ReinjectionOutcome, Long> counts = reinjector.counts();

    assertThat(counts)
        .containsEntry(ReinjectionOutcome.SENT, 2L)
        .containsEntry(ReinjectionOutcome.NOT_LOCAL, 1L)
        .containsEntry(ReinjectionOutcome.FAILED, 0L);
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
  }

  @Test
  void isOfNoUseAfterItIsClosedTwice() {
    reinjector.close();
    reinjector.close();
    assertThat(reinject("198.51.100.2", "192.0.2.1", initiation()))
        .isEqualTo(ReinjectionOutcome.CLOSED);
    assertThat(reinjector.counts()).containsEntry(ReinjectionOutcome.CLOSED, 1L);
    assertThat(List.of(ipv4.closes, ipv6.closes, addresses.closes)).containsOnly(1);
    assertSentNothing();
  }

  @Test
  void aMachineWithoutIpv6IsNoObstacle() throws Exception {
    ScriptedRouteSocket routes = new ScriptedRouteSocket().route(1).route(RouteMessages.LOCAL);
    try (RawSocketReinjector half =
        RawSocketReinjector.open(
            () -> ipv4, () -> fail(Errno.EAFNOSUPPORT), () -> routes, Forwards::none, true)) {
      assertThat(half.reinject(at("198.51.100.2", 1), at("192.0.2.1", 2), initiation()).outcome())
          .isEqualTo(ReinjectionOutcome.SENT);
      assertThat(
              half.reinject(at("2001:db8:1::2", 1), at("2001:db8::1", 2), initiation()).outcome())
          .isEqualTo(ReinjectionOutcome.FAMILY_UNAVAILABLE);
    }
    assertThat(routes.closed).isTrue();
  }

  @Test
  void whatWasOpenedIsClosedIfTheRestCannotBe() {
    ScriptedRouteSocket routes = new ScriptedRouteSocket();
    assertThatThrownBy(
            () ->
                RawSocketReinjector.open(
                    () -> ipv4, () -> fail(Errno.EPERM), () -> routes, Forwards::none, false))
        .hasMessageContaining("EPERM");
    assertThat(ipv4.closes).isEqualTo(1);
    assertThat(routes.closed).isTrue();

    ScriptedRouteSocket others = new ScriptedRouteSocket();
    assertThatThrownBy(
            () ->
                RawSocketReinjector.open(
                    () -> fail(Errno.EPERM), () -> ipv6, () -> others, Forwards::none, false))
        .hasMessageContaining("EPERM");
    assertThat(others.closed).isTrue();
    assertThat(ipv6.closes).isZero();
  }

  private static RawSender fail(int errno) throws SystemCallException {
    throw new SystemCallException("opening", "a raw socket", errno);
  }

  private static final class FakeSender implements RawSender {
    final List<ByteBuffer> sent = new ArrayList<>();
    final List<InetAddress> destinations = new ArrayList<>();
    SystemCallException failure;
    int closes;

    @Override
    public void send(ByteBuffer datagram, InetAddress destination) throws SystemCallException {
      if (failure != null) {
        throw failure;
      }
      sent.add(ByteBuffer.allocate(datagram.remaining()).put(datagram.duplicate()).flip());
      destinations.add(destination);
    }

    @Override
    public void close() {
      closes++;
    }
  }

  private static final class FakeAddresses implements LocalAddresses {
    final Set<InetAddress> local = new HashSet<>();
    InetAddress answersFrom;
    SystemCallException failure;
    int closes;

    FakeAddresses(String... literals) {
      for (String literal : literals) {
        local.add(at(literal, 0).getAddress());
      }
    }

    @Override
    public boolean isLocal(InetAddress address) throws SystemCallException {
      if (failure != null) {
        throw failure;
      }
      return local.contains(address);
    }

    @Override
    public Ends ends(InetAddress source, InetAddress destination) throws SystemCallException {
      return new Ends(isLocal(source), isLocal(destination), answersFrom);
    }

    @Override
    public void close() {
      closes++;
    }
  }
}
