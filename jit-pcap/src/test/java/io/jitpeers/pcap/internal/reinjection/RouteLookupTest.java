package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.testing.RequiresLinux;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteLookupTest {
  private final ScriptedRouteSocket kernel = new ScriptedRouteSocket();
  private final RouteLookup lookup = new RouteLookup(kernel);

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  /** RTN_UNSPEC to RTN_XRESOLVE in linux/rtnetlink.h; only RTN_LOCAL is 2. */
  @ParameterizedTest
  @CsvSource({
    "0, false",
    "1, false",
    "2, true",
    "3, false",
    "4, false",
    "5, false",
    "6, false",
    "7, false",
    "8, false",
    "9, false",
    "10, false",
    "11, false"
  })
  void onlyARouteOfTypeLocalIsOne(int type, boolean local) throws Exception {
    kernel.route(type);
    assertThat(lookup.isLocal(address("192.0.2.1"))).isEqualTo(local);
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EACCES, Errno.EINVAL})
  void noWayToGetThereMeansNotLocal(int errno) throws Exception {
    kernel.error(errno);
    assertThat(lookup.isLocal(address("2001:db8::1"))).isFalse();
  }

  @Test
  void anythingElseIsAFailure() {
    kernel.error(Errno.ENOBUFS);
    assertThatThrownBy(() -> lookup.isLocal(address("192.0.2.1")))
        .isInstanceOf(SystemCallException.class)
        .hasMessage("looking up the route to 192.0.2.1: ENOBUFS (no buffer space)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1", "239.1.2.3"})
  void someAreNotEvenAskedFor(String address) throws Exception {
    assertThat(lookup.isLocal(address(address))).isFalse();
    assertThat(kernel.requests).isEmpty();
  }

  @Test
  void answersToOtherQuestionsAreSkipped() throws Exception {
    kernel.answers.add(asked -> ScriptedRouteSocket.routeMessage(asked - 1, RouteMessages.LOCAL));
    kernel.answers.add(asked -> ScriptedRouteSocket.errorMessage(asked + 1, Errno.ENOBUFS));
    kernel.route(1);
    assertThat(lookup.isLocal(address("192.0.2.1"))).isFalse();
    assertThat(kernel.answers).isEmpty();
  }

  @Test
  void anAnswerThatCameTooLateIsNotTheNextOne() throws Exception {
    assertThatThrownBy(() -> lookup.isLocal(address("192.0.2.1")))
        .hasMessageContaining("ETIMEDOUT");
    kernel.answers.add(asked -> ScriptedRouteSocket.routeMessage(asked - 1, RouteMessages.LOCAL));
    kernel.error(Errno.ENETUNREACH);
    assertThat(lookup.isLocal(address("198.51.100.1"))).isFalse();
  }

  @Test
  void aTalkativeKernelIsNotListenedToForEver() {
    for (int i = 0; i < 100; i++) {
      kernel.answers.add(asked -> ScriptedRouteSocket.routeMessage(asked + 1, 2));
    }
    assertThatThrownBy(() -> lookup.isLocal(address("192.0.2.1")))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("192.0.2.1: ETIMEDOUT");
    assertThat(kernel.answers).isNotEmpty();
  }

  @Test
  void bothEndsAreAskedForInOneDatagram() throws Exception {
    InetAddress source = address("198.51.100.2");
    InetAddress destination = address("192.0.2.1");
    kernel.route(1, address("192.0.2.10")).route(RouteMessages.LOCAL);

    LocalAddresses.Ends ends = lookup.ends(source, destination);

    assertThat(ends).isEqualTo(new LocalAddresses.Ends(false, true, address("192.0.2.10")));
    assertThat(kernel.requests).hasSize(1);
    assertThat(kernel.requests.get(0)).hasSize(2 * 36).endsWith(destination.getAddress());
    kernel.route(RouteMessages.LOCAL).route(1);
    assertThat(lookup.ends(source, destination))
        .isEqualTo(new LocalAddresses.Ends(true, false, null));
  }

  @Test
  void anEndThatCannotBeReachedIsNotLocal() throws Exception {
    InetAddress one = address("198.51.100.2");
    InetAddress other = address("192.0.2.1");
    kernel.error(Errno.ENETUNREACH).route(RouteMessages.LOCAL);
    assertThat(lookup.ends(one, other)).isEqualTo(new LocalAddresses.Ends(false, true, null));
    kernel.route(1).error(Errno.EHOSTUNREACH);
    assertThat(lookup.ends(one, other)).isEqualTo(new LocalAddresses.Ends(false, false, null));
    kernel.error(Errno.ENOBUFS).route(RouteMessages.LOCAL);
    assertThatThrownBy(() -> lookup.ends(one, other))
        .hasMessage("looking up the route to 198.51.100.2: ENOBUFS (no buffer space)");
    kernel.route(1).error(Errno.ENOBUFS);
    assertThatThrownBy(() -> lookup.ends(one, other))
        .hasMessage("looking up the route to 192.0.2.1: ENOBUFS (no buffer space)");
  }

  @Test
  void answersAboutBothEndsMayComeInEitherOrder() throws Exception {
    kernel.answers.add(asked -> ScriptedRouteSocket.routeMessage(asked + 1, RouteMessages.LOCAL));
    kernel.answers.add(asked -> ScriptedRouteSocket.routeMessage(asked - 1, RouteMessages.LOCAL));
    kernel.route(1);
    assertThat(lookup.ends(address("198.51.100.2"), address("192.0.2.1")))
        .isEqualTo(new LocalAddresses.Ends(false, true, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1"})
  void nobodyIsAskedAboutADatagramToSuchAnAddress(String destination) throws Exception {
    assertThat(lookup.ends(address("198.51.100.2"), address(destination)))
        .isEqualTo(new LocalAddresses.Ends(false, false, null));
    assertThat(kernel.requests).isEmpty();
  }

  @Test
  void anEndThatIsLocalOrWithoutASourceAddressIsAnsweredFromAnyAddress() throws Exception {
    InetAddress local = address("192.0.2.1");
    InetAddress other = address("192.0.2.10");
    assertThat(new LocalAddresses.Ends(false, true, local).answersFrom(local)).isTrue();
    assertThat(new LocalAddresses.Ends(false, true, other).answersFrom(local)).isFalse();
    assertThat(new LocalAddresses.Ends(true, true, other).answersFrom(local)).isTrue();
    assertThat(new LocalAddresses.Ends(false, true, null).answersFrom(local)).isTrue();
  }

  @Test
  void closingClosesTheSocket() {
    lookup.close();
    assertThat(kernel.closed).isTrue();
  }

  /** The query needs no privileges, and every machine has a loopback interface. */
  @Test
  @RequiresLinux
  void thisMachinesKernelAnswers() throws Exception {
    try (RouteLookup real = new RouteLookup(RouteLookup.openSocket())) {
      assertThat(real.isLocal(address("127.0.0.1"))).isTrue();
      assertThat(real.isLocal(address("127.1.2.3"))).isTrue();
      assertThat(real.isLocal(address("192.0.2.1"))).isFalse();
      assertThat(real.isLocal(address("2001:db8::1"))).isFalse();
      assertThat(real.isLocal(address("255.255.255.255"))).isFalse();
      assertThat(real.ends(address("127.0.0.1"), address("127.0.0.2")))
          .extracting(LocalAddresses.Ends::localSource, LocalAddresses.Ends::localDestination)
          .containsExactly(true, true);
    }
  }
}
