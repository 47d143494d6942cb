package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPeerConfigDecoderTest {
  private static final String PSK = Peers.key(0x11).toBase64();
  private static final String START = "{\"version\":1,\"public_key\":\"" + KEY + "\"";

  private final JsonPeerConfigDecoder decoder = new JsonPeerConfigDecoder();

  private PeerConfig decode(String document) throws LookupException {
    return decoder.decode(KEY, document.getBytes(StandardCharsets.UTF_8));
  }

  private static String with(String fields) {
    return START + ",\"allowed_ips\":[]," + fields + "}";
  }

  @Test
  void everyField() throws Exception {
    PeerConfig config =
        decode(
            START
                + ",\"preshared_key\":\""
                + PSK
                + "\",\"allowed_ips\":[\"10.1.2.3/32\",\"10.1.2.4\",\"2001:db8::/64\"],"
                + "\"endpoint\":\"192.0.2.7:51820\",\"persistent_keepalive\":25,"
                + "\"expires_at\":\"2026-12-31T23:59:59.5Z\",\"timestamp_epoch\":4294967295,"
                + "\"clock\":\"unreliable\"}");

    assertThat(config)
        .isEqualTo(
            PeerConfig.builder(KEY)
                .presharedKey(PresharedKey.ofBase64(PSK))
                .allowedIp(IpPrefix.parse("10.1.2.3/32"))
                .allowedIp(IpPrefix.parse("10.1.2.4/32"))
                .allowedIp(IpPrefix.parse("2001:db8::/64"))
                .endpoint(new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 51820))
                .persistentKeepaliveSeconds(25)
                .expiresAt(Instant.parse("2026-12-31T23:59:59.5Z"))
                .timestampEpoch(4_294_967_295L)
                .clockUnreliable(true)
                .build());
  }

  @Test
  void onlyWhatIsNeeded() throws Exception {
    assertThat(decode(START + ",\"allowed_ips\":[]}")).isEqualTo(PeerConfig.builder(KEY).build());
  }

  @Test
  void nullIsAbsentWhereAbsentIsPermitted() throws Exception {
    assertThat(
            decode(
                with(
                    "\"preshared_key\":null,\"endpoint\":null,\"persistent_keepalive\":null,"
                        + "\"expires_at\":null,\"timestamp_epoch\":null,\"clock\":null")))
        .isEqualTo(PeerConfig.builder(KEY).build());
  }

  @Test
  void aReliableClockIsTheDefault() throws Exception {
    assertThat(decode(with("\"clock\":\"reliable\",\"timestamp_epoch\":0")))
        .isEqualTo(PeerConfig.builder(KEY).build());
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    assertThat(decode(with("\"name\":\"laptop\",\"tags\":[{\"a\":[1,2.5e3,true,null]}],\"x\":{}")))
        .isEqualTo(PeerConfig.builder(KEY).build());
  }

  @Test
  void anIpv6EndpointIsInBrackets() throws Exception {
    assertThat(decode(with("\"endpoint\":\"[2001:db8::7]:1\"")).endpoint())
        .contains(new InetSocketAddress(InetAddress.getByName("2001:db8::7"), 1));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-03T04:05:06Z, 2026-02-03T04:05:06Z",
    "2026-02-03t04:05:06z, 2026-02-03T04:05:06Z",
    "2026-02-03T04:05:06.123456789Z, 2026-02-03T04:05:06.123456789Z",
    "2026-02-03T04:05:06+02:00, 2026-02-03T02:05:06Z",
    "2026-02-03T04:05:06-00:30, 2026-02-03T04:35:06Z"
  })
  void timesWithAnyOffset(String text, Instant time) throws Exception {
    assertThat(decode(with("\"expires_at\":\"" + text + "\"")).expiresAt()).contains(time);
  }

  @Test
  void asManyAllowedIpsAsPermitted() throws Exception {
    assertThat(decode(manyAllowedIps(JsonPeerConfigDecoder.MAX_ALLOWED_IPS)).allowedIps())
        .hasSize(JsonPeerConfigDecoder.MAX_ALLOWED_IPS);
  }

  private static String manyAllowedIps(int count) {
    return START
        + ",\"allowed_ips\":"
        + IntStream.range(0, count)
            .mapToObj(i -> "\"10.0." + i / 256 + "." + i % 256 + "\"")
            .collect(Collectors.joining(",", "[", "]"))
        + "}";
  }

  static Stream<Arguments> refused() {
    String otherKey = Peers.key(1).toBase64();
    return Stream.of(
        Arguments.of("", "the body is empty"),
        Arguments.of("  \n ", "the body is empty"),
        Arguments.of("[]", "not a JSON object"),
        Arguments.of("null", "not a JSON object"),
        Arguments.of("{", "malformed"),
        Arguments.of("{}", "version is missing"),
        Arguments.of("{\"version\":1}", "public_key is missing"),
        Arguments.of(START + "}", "allowed_ips is missing"),
        Arguments.of("{\"version\":2}", "version is not 1"),
        Arguments.of("{\"version\":0}", "version is not 1"),
        Arguments.of("{\"version\":1.0}", "version is not an integer"),
        Arguments.of("{\"version\":\"1\"}", "version is not an integer"),
        Arguments.of("{\"version\":null}", "version is not an integer"),
        Arguments.of("{\"version\":4294967297}", "version is out of range"),
        Arguments.of("{\"version\":" + "9".repeat(30) + "}", "version is out of range"),
        Arguments.of("{\"version\":" + "9".repeat(50) + "}", "too long"),
        Arguments.of("{\"public_key\":null}", "public_key is not a string"),
        Arguments.of("{\"public_key\":\"x\"}", "public_key is not the canonical base64"),
        Arguments.of("{\"public_key\":\"" + otherKey + "\"}", "not the key that was asked for"),
        Arguments.of(START + ",\"allowed_ips\":null}", "allowed_ips is not an array"),
        Arguments.of(START + ",\"allowed_ips\":\"10.0.0.1\"}", "allowed_ips is not an array"),
        Arguments.of(START + ",\"allowed_ips\":[1]}", "allowed_ips[0] is not a string"),
        Arguments.of(START + ",\"allowed_ips\":[[]]}", "allowed_ips[0] is not a string"),
        Arguments.of(
            START + ",\"allowed_ips\":[\"::/0\",\"a.example\"]}",
            "allowed_ips[1] is not a literal prefix"),
        Arguments.of(
            START + ",\"allowed_ips\":[\"10.0.0.1/8\"]}", "has bits set beyond its length"),
        Arguments.of(
            manyAllowedIps(JsonPeerConfigDecoder.MAX_ALLOWED_IPS + 1),
            "allowed_ips has more than 1024 elements"),
        Arguments.of(with("\"preshared_key\":1"), "preshared_key is not a string"),
        Arguments.of(with("\"preshared_key\":\"\""), "preshared_key is not the canonical base64"),
        Arguments.of(with("\"endpoint\":7"), "endpoint is not a string"),
        Arguments.of(with("\"persistent_keepalive\":-1"), "persistent_keepalive is not 0 to 65535"),
        Arguments.of(with("\"persistent_keepalive\":65536"), "is not 0 to 65535"),
        Arguments.of(
            with("\"persistent_keepalive\":2.5"), "persistent_keepalive is not an integer"),
        Arguments.of(with("\"persistent_keepalive\":true"), "is not an integer"),
        Arguments.of(with("\"timestamp_epoch\":-1"), "timestamp_epoch is not 0 to 4294967295"),
        Arguments.of(with("\"timestamp_epoch\":4294967296"), "is not 0 to 4294967295"),
        Arguments.of(
            with("\"timestamp_epoch\":18446744073709551616"),
            "timestamp_epoch is not 0 to 4294967295"),
        Arguments.of(with("\"timestamp_epoch\":\"1\""), "timestamp_epoch is not an integer"),
        Arguments.of(
            with("\"clock\":\"broken\""), "clock is neither \"reliable\" nor \"unreliable\""),
        Arguments.of(with("\"clock\":true"), "clock is not a string"),
        Arguments.of(with("\"x\":1,\"x\":2"), "a field occurs twice"),
        Arguments.of(with("\"x\":{\"y\":[{\"z\":1,\"z\":2}]}"), "a field occurs twice"),
        Arguments.of(with("\"version\":1"), "a field occurs twice"),
        Arguments.of(START + ",\"allowed_ips\":[]} {}", "there is data after"),
        Arguments.of(START + ",\"allowed_ips\":[]}]", "malformed"),
        Arguments.of(with("\"x\":" + "[".repeat(20) + "]".repeat(20)), "nested too deep"),
        Arguments.of(with("\"" + "n".repeat(300) + "\":1"), "too long"),
        Arguments.of(with("\"endpoint\":\"" + "n".repeat(9000) + "\""), "too long"),
        Arguments.of(with("\"x\":NaN"), "malformed"),
        Arguments.of(with("\"x\":'y'"), "malformed"),
        Arguments.of(with("/* c */\"x\":1"), "malformed"),
        Arguments.of("\uFEFF" + START + ",\"allowed_ips\":[]}", "malformed"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusedWithTheReason(String document, String reason) {
    assertRefused(document.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void assertRefused(byte[] document, String reason) {
    LookupException refusal =
        catchThrowableOfType(LookupException.class, () -> decoder.decode(KEY, document));

    assertThat(refusal).hasMessageContaining(reason).hasNoCause();
    assertThat(refusal.reason()).isEqualTo(Reason.REJECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.7",
        "192.0.2.7:",
        "192.0.2.7:0",
        "192.0.2.7:65536",
        "192.0.2.7:99999999999",
        "192.0.2.7/32:1",
        "192.0.2:1",
        "host.example:1",
        "2001:db8::7:1",
        "[192.0.2.7]:1",
        "[::ffff:192.0.2.7]:1",
        "[fe80::1%eth0]:1",
        ":1",
        "[]:1"
      })
  void endpointsThatAreNoAddressAndPort(String endpoint) {
    assertRefused(
        with("\"endpoint\":\"" + endpoint + "\"").getBytes(StandardCharsets.UTF_8), "endpoint ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-02-03",
        "2026-02-03T04:05Z",
        "2026-02-03T04:05:06",
        "2026-02-03 04:05:06Z",
        "2026-02-30T04:05:06Z",
        "2026-02-03T24:05:06Z",
        "2026-02-03T04:05:06+25:00",
        "+12026-02-03T04:05:06Z",
        "1767225600"
      })
  void timesThatAreNotRfc3339(String time) {
    assertRefused(
        with("\"expires_at\":\"" + time + "\"").getBytes(StandardCharsets.UTF_8), "expires_at ");
  }

  @Test
  void textThatIsNotUtf8() {
    byte[] document = with("\"name\":\"?\"").getBytes(StandardCharsets.UTF_8);
    for (int[] bad : new int[][] {{0xFF}, {0xC0, 0x80}, {0xED, 0xA0, 0x80}, {0xE2, 0x82}}) {
      assertRefused(replaceMark(document, bad), "the body is not UTF-8");
    }
  }

  private static byte[] replaceMark(byte[] document, int[] bad) {
    int mark = new String(document, StandardCharsets.US_ASCII).indexOf('?');
    byte[] replaced = Arrays.copyOf(document, document.length + bad.length - 1);
    System.arraycopy(document, mark + 1, replaced, mark + bad.length, document.length - mark - 1);
    for (int i = 0; i < bad.length; i++) {
      replaced[mark + i] = (byte) bad[i];
    }
    return replaced;
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
  void otherEncodingsAreNotGuessed(String charset) {
    byte[] document = Peers.JSON.getBytes(Charset.forName(charset));
    LookupException refusal =
        catchThrowableOfType(LookupException.class, () -> decoder.decode(KEY, document));

    assertThat(refusal.reason()).isEqualTo(Reason.REJECTED);
  }

  @Test
  void theConfigIsForTheKeyThatWasAskedFor() throws Exception {
    PublicKey other = Peers.key(2);

    assertThat(
            decoder.decode(other, Peers.json(other).getBytes(StandardCharsets.UTF_8)).publicKey())
        .isEqualTo(other);
  }
}
