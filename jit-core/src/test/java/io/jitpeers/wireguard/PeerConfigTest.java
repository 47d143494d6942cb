package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.testing.HeapSize;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerConfigTest {
  private static final PublicKey KEY = PublicKey.ofBytes(filled(1));
  private static final InetSocketAddress ENDPOINT = new InetSocketAddress("192.0.2.7", 51_820);
  private static final IpPrefix PREFIX = IpPrefix.parse("10.0.0.1/32");
  private static final Instant EXPIRY = Instant.parse("2026-07-01T00:00:00Z");

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static PeerConfig.Builder full() {
    return PeerConfig.builder(KEY)
        .presharedKey(PresharedKey.ofBytes(filled(2)))
        .endpoint(ENDPOINT)
        .allowedIp(PREFIX)
        .allowedIps(List.of(IpPrefix.parse("fd00::/64"), PREFIX))
        .persistentKeepaliveSeconds(25)
        .expiresAt(EXPIRY)
        .timestampEpoch(PeerConfig.MAX_TIMESTAMP_EPOCH)
        .clockUnreliable(true);
  }

  @Test
  void keepsWhatItWasGiven() {
    PeerConfig config = full().build();
    assertThat(config.publicKey()).isEqualTo(KEY);
    assertThat(config.presharedKey()).contains(PresharedKey.ofBytes(filled(2)));
    assertThat(config.endpoint()).contains(ENDPOINT);
    assertThat(config.allowedIps())
        .containsExactly(PREFIX, IpPrefix.parse("fd00::/64"), PREFIX)
        .isUnmodifiable();
    assertThat(config.persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(config.expiresAt()).contains(EXPIRY);
    assertThat(config.timestampEpoch()).isEqualTo(4_294_967_295L);
    assertThat(config.clockUnreliable()).isTrue();
  }

  @Test
  void anEpochHas32Bits() {
    assertThat(PeerConfig.builder(KEY).build().timestampEpoch()).isZero();
    assertThat(PeerConfig.builder(KEY).build().clockUnreliable()).isFalse();
    for (long epoch : new long[] {-1, 4_294_967_296L}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PeerConfig.builder(KEY).timestampEpoch(epoch))
          .withMessageContaining(Long.toString(epoch));
    }
  }

  /** There is one for each peer. */
  @Test
  void aConfigTakes40Bytes() {
    PeerConfig config = PeerConfig.builder(KEY).build();
    assertThat(HeapSize.of(config) - HeapSize.of(KEY)).isEqualTo(40);
  }

  @Test
  void givesItselfWithAnotherEndpoint() {
    InetSocketAddress other = new InetSocketAddress("2001:db8::7", 7);
    assertThat(full().build().withEndpoint(other)).isEqualTo(full().endpoint(other).build());
    assertThat(PeerConfig.builder(KEY).build().withEndpoint(other))
        .isEqualTo(PeerConfig.builder(KEY).endpoint(other).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> full().build().withEndpoint(new InetSocketAddress("192.0.2.7", 0)));
  }

  @Test
  void isEmptyByDefault() {
    PeerConfig config = PeerConfig.builder(KEY).build();
    assertThat(config.presharedKey()).isEmpty();
    assertThat(config.endpoint()).isEmpty();
    assertThat(config.allowedIps()).isEmpty();
    assertThat(config.persistentKeepaliveSeconds()).isZero();
    assertThat(config.expiresAt()).isEmpty();
  }

  @Test
  void isCopiedWhenBuilt() {
    PeerConfig.Builder builder = PeerConfig.builder(KEY).allowedIp(PREFIX);
    PeerConfig first = builder.build();
    PeerConfig second = builder.allowedIp(IpPrefix.parse("::/0")).build();
    assertThat(first.allowedIps()).containsExactly(PREFIX);
    assertThat(second.allowedIps()).hasSize(2);
  }

  @Test
  void copiesItself() {
    PeerConfig config = full().build();
    assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
    PeerConfig empty = PeerConfig.builder(KEY).build();
    assertThat(empty.toBuilder().build()).isEqualTo(empty);
  }

  @Test
  void differsInEachPart() {
    PeerConfig config = full().build();
    List<Consumer<PeerConfig.Builder>> changes = new ArrayList<>();
    changes.add(builder -> builder.presharedKey(PresharedKey.ofBytes(filled(3))));
    changes.add(builder -> builder.endpoint(new InetSocketAddress("192.0.2.7", 1)));
    changes.add(builder -> builder.allowedIp(IpPrefix.parse("::/0")));
    changes.add(builder -> builder.persistentKeepaliveSeconds(0));
    changes.add(builder -> builder.expiresAt(EXPIRY.plusSeconds(1)));
    changes.add(builder -> builder.timestampEpoch(1));
    changes.add(builder -> builder.clockUnreliable(false));
    for (Consumer<PeerConfig.Builder> change : changes) {
      PeerConfig.Builder builder = config.toBuilder();
      change.accept(builder);
      assertThat(builder.build()).isNotEqualTo(config);
    }
    PeerConfig empty = PeerConfig.builder(KEY).build();
    assertThat(PeerConfig.builder(PublicKey.ofBytes(filled(9))).build()).isNotEqualTo(empty);
    assertThat(config).isNotEqualTo(empty);
    assertThat(empty).isNotEqualTo(config);
    assertThat(empty.equals(null)).isFalse();
  }

  @Test
  void showsAllButThePresharedKey() {
    String shown = full().build().toString();
    assertThat(shown)
        .contains(KEY.toBase64(), "192.0.2.7", "10.0.0.1/32", "fd00::/64", "25", "2026-07-01")
        .contains("presharedKey=redacted")
        .doesNotContain(Base64.getEncoder().encodeToString(filled(2)))
        .doesNotContain("0202");
    assertThat(PeerConfig.builder(KEY).build().toString()).contains("presharedKey=none");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, Integer.MAX_VALUE})
  void refusesAKeepaliveOutOfRange(int seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerConfig.builder(KEY).persistentKeepaliveSeconds(seconds))
        .withMessageContaining(String.valueOf(seconds));
  }

  @Test
  void takesTheGreatestKeepalive() {
    assertThat(
            PeerConfig.builder(KEY)
                .persistentKeepaliveSeconds(65_535)
                .build()
                .persistentKeepaliveSeconds())
        .isEqualTo(PeerConfig.MAX_PERSISTENT_KEEPALIVE_SECONDS);
  }

  @Test
  void refusesAnEndpointThatCannotBeSentTo() {
    PeerConfig.Builder builder = PeerConfig.builder(KEY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.endpoint(InetSocketAddress.createUnresolved("client.invalid", 1)))
        .withMessageContaining("client.invalid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.endpoint(new InetSocketAddress("192.0.2.7", 0)))
        .withMessageContaining("192.0.2.7");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNulls() {
    PeerConfig.Builder builder = PeerConfig.builder(KEY);
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> PeerConfig.builder(null));
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> builder.presharedKey(null));
    assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> builder.endpoint(null));
    assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> builder.allowedIp(null));
    assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> builder.expiresAt(null));
  }
}
