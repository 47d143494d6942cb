package io.jitpeers.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jitpeers.internal.common.Demand;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How first packets are answered, and what is said if that is not as wanted. */
class FirstPacketsTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.9", 41_000);
  private static final String NOT_RETURNED =
      "it cannot return packets: first packets get %s instead of replay, so ";
  private static final String BACK =
      "the gateway initiates a handshake with a new client, which takes one round trip more";
  private static final String LATER = "a new client is answered when it sends again, after 5 s";

  private static ManualPacketSource source(boolean returning) {
    ManualPacketSource source = new ManualPacketSource();
    return returning ? source : source.notReturningPackets();
  }

  private static Demand.Initiation initiation(InetSocketAddress from, boolean returning) {
    return new Demand.Initiation(new TestPacket(new byte[148], from, 0), source(returning));
  }

  private static Stream<Arguments> fallbacks() {
    return Stream.of(
        arguments(FirstPacketStrategy.REPLAY, true, true, null),
        arguments(
            FirstPacketStrategy.REPLAY,
            false,
            true,
            NOT_RETURNED.formatted(FirstPacketStrategy.INITIATE_BACK) + BACK),
        arguments(
            FirstPacketStrategy.REPLAY,
            false,
            false,
            NOT_RETURNED.formatted(FirstPacketStrategy.WAIT) + LATER),
        arguments(FirstPacketStrategy.INITIATE_BACK, true, true, null),
        arguments(
            FirstPacketStrategy.INITIATE_BACK,
            true,
            false,
            "the peer store cannot initiate handshakes: first packets get "
                + FirstPacketStrategy.WAIT
                + " instead of "
                + FirstPacketStrategy.INITIATE_BACK
                + ", so "
                + LATER),
        arguments(FirstPacketStrategy.WAIT, true, true, null));
  }

  @ParameterizedTest
  @MethodSource("fallbacks")
  void anotherStrategyThanTheWantedOneIsExplained(
      FirstPacketStrategy wanted,
      boolean returning,
      boolean initiating,
      @Nullable String expected) {
    String sentence =
        expected == null ? null : expected.replace("of replay", "of " + FirstPacketStrategy.REPLAY);
    assertThat(new FirstPackets(wanted, initiating).fallback(source(returning)))
        .isEqualTo(sentence);
  }

  @Test
  void eachFirstPacketIsCountedByItsAnswer() {
    FirstPackets packets = new FirstPackets(FirstPacketStrategy.REPLAY, true);
    Demand.Initiation returned = initiation(CLIENT, true);
    Demand.Initiation kept = initiation(CLIENT, false);
    assertThat(packets.settle(returned, false, false)).isEqualTo(FirstPacketStrategy.REPLAY);
    assertThat(packets.settle(kept, false, true)).isEqualTo(FirstPacketStrategy.INITIATE_BACK);
    assertThat(packets.settle(kept, false, true)).isEqualTo(FirstPacketStrategy.INITIATE_BACK);
    assertThat(packets.settle(kept, true, false)).isEqualTo(FirstPacketStrategy.WAIT);
    assertThat(packets.counts())
        .isEqualTo(
            Map.of(
                FirstPacketStrategy.REPLAY, 1L,
                FirstPacketStrategy.INITIATE_BACK, 2L,
                FirstPacketStrategy.WAIT, 1L));
  }

  @Test
  void aResidentPeersPacketIsReturnedInPlaceOfACrossingHandshake() {
    FirstPackets back = new FirstPackets(FirstPacketStrategy.INITIATE_BACK, true);
    assertThat(back.settle(initiation(CLIENT, true), true, false))
        .isEqualTo(FirstPacketStrategy.REPLAY);
    assertThat(back.settle(initiation(CLIENT, true), false, true))
        .isEqualTo(FirstPacketStrategy.INITIATE_BACK);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 41000, true",
    "203.0.113.9, 0, false",
    "0.0.0.0, 41000, false",
    "224.0.0.1, 41000, false",
    "2001:db8::1, 41000, true",
    "ff02::1, 41000, false",
    "::, 41000, false",
    "fe80::1, 41000, false",
    "fe80::1%1, 41000, true",
  })
  void onlyAnAddressThatCanBeReachedBecomesAnEndpoint(String host, int port, boolean usable) {
    InetSocketAddress from = new InetSocketAddress(host, port);
    FirstPackets waiting = new FirstPackets(FirstPacketStrategy.WAIT, false);
    assertThat(waiting.endpoint(initiation(from, true))).isEqualTo(usable ? from : null);
  }
}
