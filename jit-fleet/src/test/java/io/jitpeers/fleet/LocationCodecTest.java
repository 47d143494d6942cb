package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocationCodecTest {
  private static final PublicKey KEY =
      PublicKey.ofBytes("k".repeat(PublicKey.LENGTH).getBytes(StandardCharsets.US_ASCII));
  private static final long SEED = 42;
  private static final int ROUNDS = 20_000;

  private static PeerLocation location(
      @Nullable Tai64n timestamp, @Nullable InetSocketAddress endpoint, IpPrefix... prefixes) {
    return new PeerLocation(KEY, "gateway", timestamp, endpoint, List.of(prefixes));
  }

  private static InetSocketAddress endpoint(String address, int port) {
    return new InetSocketAddress(InetAddresses.forString(address), port);
  }

  private static IpPrefix randomPrefix(Random random) {
    boolean ipv6 = random.nextBoolean();
    int length = random.nextInt(ipv6 ? 129 : 33);
    return IpPrefix.ofBits(ipv6, random.nextLong(), ipv6 ? random.nextLong() : 0, length);
  }

  private static PeerLocation randomLocation(Random random) {
    IpPrefix[] prefixes = new IpPrefix[random.nextInt(5)];
    Arrays.setAll(prefixes, i -> randomPrefix(random));
    int port = random.nextInt(65_536);
    InetSocketAddress endpoint =
        switch (random.nextInt(3)) {
          case 0 -> null;
          case 1 -> endpoint("192.0.2." + random.nextInt(256), port);
          default -> endpoint("2001:db8::" + Integer.toHexString(random.nextInt(65_536)), port);
        };
    Tai64n timestamp = random.nextBoolean() ? Tai64n.of(random.nextLong(), random.nextInt()) : null;
    return location(timestamp, endpoint, prefixes);
  }

  /** The layout is shared with other versions: docs/fleet.md. */
  @Test
  void theLayoutIsThis() {
    PeerLocation location =
        location(
            Tai64n.of(0x400000000000000AL, 5),
            endpoint("192.0.2.1", 0xffee),
            IpPrefix.parse("10.0.0.0/15"),
            IpPrefix.parse("::/0"),
            IpPrefix.parse("2001:db8::/33"));
    assertThat(HexFormat.of().formatHex(LocationCodec.encode(location)))
        .isEqualTo(
            "01"
                + "01"
                + "400000000000000a00000005"
                + "00000000"
                + "0767617465776179"
                + "04c0000201ffee"
                + "040f0a00"
                + "0600"
                + "062120010db800");
    assertThat(HexFormat.of().formatHex(LocationCodec.encode(location(null, null))))
        .isEqualTo("01" + "00" + "00".repeat(12 + 4) + "0767617465776179" + "00");
  }

  @Test
  void locationsAreReadAsTheyWereWritten() {
    Random random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      PeerLocation location = randomLocation(random);
      assertThat(LocationCodec.decode(KEY, LocationCodec.encode(location))).isEqualTo(location);
    }
  }

  @Test
  void tooManyAllowedIpsAreRefused() {
    IpPrefix prefix = IpPrefix.parse("10.0.0.1/32");
    PeerLocation most =
        new PeerLocation(KEY, "gateway", null, null, Collections.nCopies(10_000, prefix));
    assertThat(LocationCodec.decode(KEY, LocationCodec.encode(most))).isEqualTo(most);
    PeerLocation more =
        new PeerLocation(KEY, "gateway", null, null, Collections.nCopies(11_000, prefix));
    assertThatThrownBy(() -> LocationCodec.encode(more))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11000 allowed IPs");
    assertThat(LocationCodec.decode(KEY, new byte[LocationCodec.MAX_LENGTH + 1])).isNull();
  }

  @Test
  void garbageIsNoLocation() {
    List<String> garbage = new ArrayList<>(List.of("", "00", "01", "0101", "01".repeat(14)));
    String start = "01" + "01" + "400000000000000a00000005" + "00000000";
    garbage.add(start); // no name
    garbage.add(start + "00" + "00"); // an empty name
    garbage.add(start + "0120" + "00"); // a space
    garbage.add(start + "01ff" + "00"); // not ASCII
    garbage.add(start + "ff" + "61".repeat(255) + "00"); // too long, or negative
    garbage.add(start + "0761"); // cut off
    garbage.add(start + "0161"); // no endpoint
    garbage.add(start + "0161" + "05" + "c000020101" + "0001"); // an address of 5 bytes
    garbage.add(start + "0161" + "04" + "c0000201" + "00"); // half a port
    garbage.add(start + "0161" + "00" + "05" + "08" + "0a"); // another family
    garbage.add(start + "0161" + "00" + "04" + "21" + "0a00000000"); // 33 bits of IPv4
    garbage.add(start + "0161" + "00" + "06" + "81" + "00".repeat(17)); // 129 bits of IPv6
    garbage.add(start + "0161" + "00" + "06" + "ff" + "00".repeat(32));
    garbage.add(start + "0161" + "00" + "04" + "10" + "0a"); // cut off
    garbage.add("02" + start.substring(2) + "0161" + "00"); // another version
    garbage.add("0103" + start.substring(4) + "0161" + "00"); // another flag
    assertThat(garbage)
        .allSatisfy(
            hex -> assertThat(LocationCodec.decode(KEY, HexFormat.of().parseHex(hex))).isNull());
    assertThat(LocationCodec.decode(KEY, HexFormat.of().parseHex(start + "0161" + "00")))
        .isNotNull();
  }

  @Test
  void whateverIsInTheEngineNothingIsThrown() {
    Random random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] value = LocationCodec.encode(randomLocation(random));
      value = Arrays.copyOf(value, random.nextInt(value.length + 20));
      for (int changes = random.nextInt(4); changes > 0 && value.length > 0; changes--) {
        value[random.nextInt(value.length)] = (byte) random.nextInt();
      }
      PeerLocation read = LocationCodec.decode(KEY, value);
      assertThat(read == null || LocationCodec.encode(read).length <= LocationCodec.MAX_LENGTH)
          .isTrue();
      LocationNews news = LocationNews.of(value);
      assertThat(news == null || !news.gateway().isEmpty()).isTrue();
    }
  }

  @Test
  void messagesAreReadOrIgnored() {
    PeerLocation location = location(Tai64n.of(1, 2), null);
    byte[] record = LocationCodec.encode(location);
    assertThat(LocationNews.of(message('+', record)))
        .isEqualTo(new LocationNews(KEY, location, "gateway"));
    byte[] gateway = "gateway".getBytes(StandardCharsets.US_ASCII);
    assertThat(LocationNews.of(message('-', gateway)))
        .isEqualTo(new LocationNews(KEY, null, "gateway"));
    assertThat(LocationNews.of(message('-', record))).isNull();
    assertThat(LocationNews.of(message('+', gateway))).isNull();
    assertThat(LocationNews.of(message('*', record))).isNull();
    assertThat(LocationNews.of(message('-', new byte[0]))).isNull();
    assertThat(LocationNews.of(new byte[0])).isNull();
  }

  private static byte[] message(char kind, byte[] content) {
    return ByteBuffer.allocate(1 + PublicKey.LENGTH + content.length)
        .put((byte) kind)
        .put(KEY.toBytes())
        .put(content)
        .array();
  }
}
