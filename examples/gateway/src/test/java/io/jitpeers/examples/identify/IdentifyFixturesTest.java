package io.jitpeers.examples.identify;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.wireguard.PublicKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Captures of kernel WireGuard's handshakes, as they are and damaged, read by libpcap. */
@RequiresLibPcap
class IdentifyFixturesTest {
  /** A private key that no recording has. */
  private static final String ANOTHER_KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH0A=";

  // Where the parts of an initiation begin (whitepaper section 5.4.2).
  private static final int EPHEMERAL = 8;
  private static final int ENCRYPTED_STATIC = 40;
  private static final int ENCRYPTED_TIMESTAMP = 88;
  private static final int MAC1 = 116;
  private static final int MAC2 = 132;

  /** A capture file begins with so many bytes (pcap-savefile(5)). */
  private static final int FILE_HEADER = 24;

  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  private int run(byte[] capture, String privateKey, long port, String... more) throws Exception {
    Path file = Files.write(folder.resolve("some.pcap"), capture);
    Path key = Files.writeString(folder.resolve("key"), privateKey + "\n");
    List<String> arguments = new ArrayList<>(List.of("--capture", file.toString()));
    arguments.addAll(List.of("--private-key-file", key.toString(), "--port", "" + port));
    arguments.addAll(List.of(more));
    return new CommandLine(new IdentifyCommand(printed, CaptureRequest::withLibPcap))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }

  private List<Map<String, Object>> identified(Fixture fixture, byte[] capture) throws Exception {
    assertThat(run(capture, fixture.privateKey(), fixture.port(), "--json")).isZero();
    return found();
  }

  private List<Map<String, Object>> found() throws Exception {
    return Fixture.objects(printed.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "ethernet, 33",
    "vlan, 41",
    "cooked-v1, 33",
    "cooked-v2, 33",
    "raw-ip, 12",
    "port-443, 29",
  })
  void everyInitiationIsOpened(String name, int frames) throws Exception {
    Fixture fixture = Fixture.of(name);
    assertThat(identified(fixture, fixture.capture())).isEqualTo(fixture.findings()).hasSize(8);
    assertThat(err.toString())
        .startsWith("frames: " + frames + "; initiations: 8 (opened 8, refused 0: ")
        .contains("; other frames: " + (frames - 8) + " (");
  }

  @Test
  void everyLineIsAnObject() throws Exception {
    Fixture fixture = Fixture.of("vlan");
    identified(fixture, fixture.capture());
    assertThat(printed.toString(StandardCharsets.UTF_8)).endsWith("}\n");
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(8)
        .allMatch(line -> line.startsWith("{\"frame\":") && line.endsWith("}"));
  }

  @Test
  void peopleSeeTheSame() throws Exception {
    Fixture fixture = Fixture.of("cooked-v2");
    assertThat(run(fixture.capture(), fixture.privateKey(), fixture.port())).isZero();
    List<List<String>> columns =
        printed
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> List.of(line.strip().split(" +")))
            .toList();
    assertThat(columns)
        .isEqualTo(
            fixture.findings().stream()
                .map(
                    fields ->
                        List.of(
                                "frame",
                                "source",
                                "destination",
                                "sender_index",
                                "public_key",
                                "tai64n")
                            .stream()
                            .map(field -> fields.get(field).toString())
                            .toList())
                .toList());
  }

  @Test
  void aFrameThatWasSeenTwiceIsShownTwice() throws Exception {
    Fixture fixture = Fixture.of("vlan");
    int frames = fixture.capture().length - FILE_HEADER;
    byte[] twice = Arrays.copyOf(fixture.capture(), fixture.capture().length + frames);
    System.arraycopy(fixture.capture(), FILE_HEADER, twice, fixture.capture().length, frames);
    List<Map<String, Object>> all = identified(fixture, twice);
    assertThat(all.subList(0, 8)).isEqualTo(fixture.findings());
    assertThat(all.subList(8, 16))
        .isEqualTo(
            fixture.findings().stream()
                .peek(fields -> fields.merge("frame", 41L, (a, b) -> (long) a + (long) b))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ethernet", "vlan", "raw-ip", "port-443"})
  void anotherKeyOpensNothing(String name) throws Exception {
    Fixture fixture = Fixture.of(name);
    String stranger = ANOTHER_KEY;
    assertThat(run(fixture.capture(), stranger, fixture.port(), "--json")).isZero();
    assertThat(found()).isEqualTo(fixture.rejects("bad_mac1"));
    assertThat(err.toString()).contains("initiations: 8 (opened 0, refused 8:", "bad_mac1 8,");
  }

  @Test
  void anotherPortHasNone() throws Exception {
    Fixture fixture = Fixture.of("ethernet");
    assertThat(run(fixture.capture(), fixture.privateKey(), 443, "--json")).isZero();
    assertThat(found()).isEmpty();
    assertThat(err.toString()).startsWith("frames: 33; initiations: 0 (").contains("other_port 12");
  }

  @ParameterizedTest
  @CsvSource({
    MAC1 + ", false, bad_mac1",
    ENCRYPTED_STATIC + ", false, bad_mac1",
    EPHEMERAL + ", true, bad_static",
    ENCRYPTED_STATIC + ", true, bad_static",
    ENCRYPTED_TIMESTAMP + ", true, bad_timestamp",
    (MAC1 - 1) + ", true, bad_timestamp",
  })
  void whatWasTamperedWithIsRefused(int at, boolean rightMac1, String reason) throws Exception {
    Fixture fixture = Fixture.of("vlan");
    byte[] payload = fixture.payload(3);
    payload[at] ^= 1;
    if (rightMac1) {
      writeMac1(payload, fixture.key().publicKey());
    }
    assertRefused(fixture, payload, reason);
  }

  @Test
  void aLowOrderPointIsRefused() throws Exception {
    Fixture fixture = Fixture.of("cooked-v1");
    byte[] payload = fixture.payload(3);
    Arrays.fill(payload, EPHEMERAL, ENCRYPTED_STATIC, (byte) 0);
    writeMac1(payload, fixture.key().publicKey());
    assertRefused(fixture, payload, "low_order_point");
  }

  @Test
  void aRightMac1OverTheSameIsAccepted() throws Exception {
    Fixture fixture = Fixture.of("ethernet");
    byte[] payload = fixture.payload(0);
    byte[] before = payload.clone();
    Arrays.fill(payload, MAC1, MAC2, (byte) 0);
    writeMac1(payload, fixture.key().publicKey());
    assertThat(payload).as("the check of this test's own MAC1").isEqualTo(before);
  }

  /** The fourth initiation is replaced and refused; the others are opened. */
  private void assertRefused(Fixture fixture, byte[] payload, String reason) throws Exception {
    byte[] capture = fixture.capture().clone();
    System.arraycopy(payload, 0, capture, fixture.offset(3), payload.length);
    List<Map<String, Object>> expected = new ArrayList<>(fixture.findings());
    expected.set(3, fixture.rejects(reason).get(3));
    assertThat(identified(fixture, capture)).isEqualTo(expected);
    assertThat(err.toString())
        .contains("initiations: 8 (opened 7, refused 1:", reason + " 1")
        .doesNotContain(fixture.privateKey());
  }

  /** MAC1 = Mac(Hash("mac1----" and the responder's key), what is before it), by BLAKE2s. */
  private static void writeMac1(byte[] payload, PublicKey responder) {
    Blake2sDigest hash = new Blake2sDigest(256);
    byte[] label = "mac1----".getBytes(StandardCharsets.US_ASCII);
    hash.update(label, 0, label.length);
    hash.update(responder.toBytes(), 0, PublicKey.LENGTH);
    byte[] key = new byte[32];
    hash.doFinal(key, 0);
    Blake2sDigest mac = new Blake2sDigest(key, MAC2 - MAC1, null, null);
    mac.update(payload, 0, MAC1);
    mac.doFinal(payload, MAC1);
  }

  @Test
  void aFileThatIsCutOffShowsWhatIsBeforeTheCut() throws Exception {
    Fixture fixture = Fixture.of("raw-ip");
    byte[] cut = Arrays.copyOf(fixture.capture(), fixture.offset(5) + 10);
    assertThat(run(cut, fixture.privateKey(), fixture.port(), "--json")).isEqualTo(1);
    assertThat(found()).isEqualTo(fixture.findings().subList(0, 5));
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("identify: reading the capture file .*: .*trunc.*"),
            line -> assertThat(line).startsWith("frames: 9; initiations: 5 (opened 5, "));
  }

  @Test
  void aFileWithoutFramesIsRead() throws Exception {
    Fixture fixture = Fixture.of("raw-ip");
    byte[] empty = Arrays.copyOf(fixture.capture(), FILE_HEADER);
    assertThat(identified(fixture, empty)).isEmpty();
    assertThat(err.toString()).startsWith("frames: 0; initiations: 0 (opened 0, refused 0: ");
  }

  @Test
  void whatIsNoCaptureFileIsOneSentence() throws Exception {
    byte[] garbage = "this is not a capture".getBytes(StandardCharsets.UTF_8);
    String key = ANOTHER_KEY;
    assertThat(run(garbage, key, 1)).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("identify: reading the capture file " + folder.resolve("some.pcap") + ": ");
    assertThat(printed.size()).isZero();
  }

  @Test
  void manyFramesAreStreamed() throws Exception {
    Fixture fixture = Fixture.of("raw-ip");
    int frames = fixture.capture().length - FILE_HEADER;
    int times = 100;
    byte[] many = Arrays.copyOf(fixture.capture(), FILE_HEADER + times * frames);
    for (int i = 1; i < times; i++) {
      System.arraycopy(fixture.capture(), FILE_HEADER, many, FILE_HEADER + i * frames, frames);
    }
    assertThat(identified(fixture, many)).hasSize(8 * times);
    assertThat(found().get(8 * times - 1)).containsEntry("frame", 12L * times);
  }
}
