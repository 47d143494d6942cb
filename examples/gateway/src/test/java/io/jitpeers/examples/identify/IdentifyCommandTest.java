package io.jitpeers.examples.identify;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.identify.ScriptedCapture.ScriptedPacket;
import io.jitpeers.pcap.PcapException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class IdentifyCommandTest {
  private static final byte[] GATEWAY = bytes(0x11);
  private static final String TIMESTAMP = "400000006955b90a075bcd15";
  private static final String OTHERS =
      "; other frames: 25 (truncated 0, not_ip 0, too_many_tags 0, malformed_ip 0, fragment 0,"
          + " not_udp 19, malformed_udp 0, other_port 6, not_an_initiation 0, reinjected 0);"
          + " dropped by the kernel: 3\n";

  @TempDir Path folder;

  private final SecureRandom random = new SecureRandom();
  private final FakeClient client = client(GATEWAY);
  private final ScriptedCapture capture = new ScriptedCapture();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private Path keyFile;
  private CaptureRequest requested;

  private static byte[] bytes(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private FakeClient client(byte[] gateway) {
    return FakeClient.of(
        PrivateKey.ofBytes(bytes(0x22)), PrivateKey.ofBytes(gateway).publicKey(), random);
  }

  private byte[] initiation(FakeClient initiator, int senderIndex) {
    return initiator.initiation(
        Tai64n.of(Instant.parse("2026-01-01T00:00:00.123456789Z")), senderIndex);
  }

  private ScriptedPacket packet(long frame) throws Exception {
    return new ScriptedPacket(frame, "192.0.2.2", "192.0.2.1", initiation(client, (int) frame));
  }

  private ScriptedPacket stranger(long frame) throws Exception {
    byte[] datagram = initiation(client(bytes(0x33)), -1);
    return new ScriptedPacket(frame, "2001:db8::2", "2001:db8:0:0:0:0:0:1", datagram);
  }

  @BeforeEach
  void writeTheKeyFile() throws Exception {
    keyFile = Files.writeString(folder.resolve("key"), Base64.getEncoder().encodeToString(GATEWAY));
    if (Files.getFileStore(keyFile).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /** Runs the command on the scripted capture. */
  private int run(OutputStream out, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--port", "51820", "--private-key-file", keyFile.toString()));
    arguments.addAll(List.of(more));
    return line(out, request -> capture).execute(arguments.toArray(String[]::new));
  }

  private int run(String... more) {
    return run(printed, more);
  }

  private CommandLine line(OutputStream out, CaptureRequest.Opener opener) {
    CaptureRequest.Opener noticed =
        request -> {
          requested = request;
          return opener.open(request);
        };
    return new CommandLine(new IdentifyCommand(out, noticed)).setErr(new PrintWriter(err));
  }

  private String out() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void peopleGetColumns() throws Exception {
    byte[] broken = initiation(client, 7);
    broken[147 - 16] ^= 1;
    capture.batch(
        packet(11), stranger(15), new ScriptedPacket(123_456, "192.0.2.2", "::1", broken));
    capture.batch(packet(17)).end();
    assertThat(run("--capture", "some.pcap")).isZero();
    assertThat(out())
        .isEqualTo(
            """
                11  192.0.2.2:41709        192.0.2.1:51820                11  %s  %s
                15  [2001:db8::2]:41709    [2001:db8::1]:51820    4294967295  refused: bad_mac1
            123456  192.0.2.2:41709        [::1]:51820                     7  refused: bad_mac1
                17  192.0.2.2:41709        192.0.2.1:51820                17  %s  %s
            """
                .formatted(client.publicKey(), TIMESTAMP, client.publicKey(), TIMESTAMP));
  }

  @Test
  void columnsBecomeWiderForLongAddresses() throws Exception {
    String address = "2001:db8:1234:5678:9abc:def0:1234:5678";
    capture.batch(
        packet(1), new ScriptedPacket(2, address, "192.0.2.1", initiation(client, 2)), packet(3));
    capture.end();
    run("--capture", "some.pcap");
    assertThat(out().lines().map(line -> line.indexOf(client.publicKey().toBase64())))
        .containsExactly(66, 116, 116);
  }

  @Test
  void programsGetAnObjectOnEachLine() throws Exception {
    capture.batch(packet(11), stranger(15)).batch(packet(17)).end();
    assertThat(run("--capture", "some.pcap", "--json")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            {"frame":11,"source":"192.0.2.2:41709","destination":"192.0.2.1:51820",\
            "sender_index":11,"public_key":"KEY","tai64n":"TIMESTAMP"}
            {"frame":15,"source":"[2001:db8::2]:41709","destination":"[2001:db8::1]:51820",\
            "sender_index":4294967295,"reject":"bad_mac1"}
            {"frame":17,"source":"192.0.2.2:41709","destination":"192.0.2.1:51820",\
            "sender_index":17,"public_key":"KEY","tai64n":"TIMESTAMP"}
            """
                .replace("KEY", client.publicKey().toBase64())
                .replace("TIMESTAMP", TIMESTAMP));
  }

  @Test
  void countsAreOnStandardError() throws Exception {
    capture.batch(packet(11), stranger(15), stranger(16), packet(17)).end();
    run("--capture", "some.pcap", "--json");
    assertThat(err.toString())
        .isEqualTo(
            "frames: 29; initiations: 4 (opened 2, refused 2: not_an_initiation 0, bad_mac1 2,"
                + " low_order_point 0, bad_static 0, bad_timestamp 0)"
                + OTHERS);
    assertThat(capture.outcomes())
        .as("a source that holds packets lets them pass")
        .containsOnly(PacketOutcome.ALREADY_RESIDENT)
        .hasSize(4);
    assertThat(capture.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--port=51820"})
  void whatWasFoundIsThereAtOnce(String form) throws Exception {
    List<Integer> linesSoFar = new ArrayList<>();
    Runnable look = () -> linesSoFar.add((int) out().lines().count());
    capture.batch(packet(1)).then(look).batch(packet(2), packet(3)).then(look).end();
    run("--interface", "eth0", form);
    assertThat(linesSoFar).containsExactly(1, 3);
  }

  @Test
  void theOptionsSayWhatIsCaptured() {
    capture.end();
    run("--interface", "eth0", "--namespace", "tunnels", "--port", "443,1");
    assertThat(requested)
        .isEqualTo(new CaptureRequest(null, "eth0", "tunnels", List.of(51820, 443, 1)));
    run("--capture", "some.pcap");
    assertThat(requested)
        .isEqualTo(new CaptureRequest(Path.of("some.pcap"), null, null, List.of(51820)));
  }

  @Test
  void itEndsWhenThereAreEnough() throws Exception {
    capture.batch(packet(1), packet(2), stranger(3)).batch(packet(4));
    assertThat(run("--interface", "eth0", "--count", "2", "--json")).isZero();
    assertThat(out().lines()).hasSize(2);
    assertThat(err.toString()).contains("initiations: 2 (opened 2, refused 0");
    assertThat(capture.isClosed()).isTrue();
    assertThat(capture.outcomes()).doesNotContainNull();
  }

  @Test
  void itEndsWhenItIsStopped() throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    PrivateKey key = PrivateKey.ofBytes(GATEWAY);
    Identification identification =
        new Identification(ResponderKey.of(key), new FindingsText(lines), Long.MAX_VALUE);
    capture.batch(packet(1)).then(identification::stop).batch(packet(2));
    identification.watch(capture);
    assertThat(lines.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    assertThat(capture.isClosed()).isTrue();
    assertThat(capture.outcomes()).doesNotContainNull();
  }

  @Test
  void aCaptureThatBreaksOffShowsWhatWasBefore() throws Exception {
    capture
        .batch(packet(1), packet(2))
        .fail(new PcapException("reading the capture file x", -1, "truncated", null, null));
    assertThat(run("--capture", "x")).isEqualTo(1);
    assertThat(out().lines()).hasSize(2);
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("identify: reading the capture file x: truncated"),
            line -> assertThat(line).contains("initiations: 2 (opened 2, refused 0"));
    assertThat(capture.isClosed()).isTrue();
  }

  @Test
  void aCaptureThatDiesIsAFailureToo() {
    capture.fail(new AssertionError("this cannot be"));
    assertThat(run("--capture", "x")).isEqualTo(1);
    assertThat(err.toString()).startsWith("identify: the capture ended with an error: ");
  }

  @Test
  void aCaptureThatDoesNotStartIsOneSentence() {
    capture.then(
        () -> {
          IOException refusal = new IOException("capturing on eth9: there is no such interface");
          throw new UncheckedIOException(refusal.getMessage(), refusal);
        });
    assertThat(run("--interface", "eth9")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("identify: capturing on eth9: there is no such interface\n");
    assertThat(capture.isClosed()).isTrue();
  }

  @Test
  void aMachineWithoutTheNativeLibraryIsToldSo() {
    capture.then(
        () -> {
          throw new UnsatisfiedLinkError("no jnidispatch");
        });
    assertThat(run("--interface", "eth0")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("identify: native code cannot be called from here: no jnidispatch\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--port=51820"})
  void aReaderWhoHasSeenEnoughIsNoFailure(String form) throws Exception {
    capture.batch(packet(1)).batch(packet(2));
    assertThat(run(failing("Broken pipe"), "--interface", "eth0", form)).isZero();
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("initiations: 1 (opened 1,");
    assertThat(capture.outcomes()).doesNotContainNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--port=51820"})
  void outputThatNobodyTakesIsAFailure(String form) throws Exception {
    capture.batch(packet(1)).batch(packet(2));
    assertThat(run(failing("No space left on device"), "--interface", "eth0", form)).isEqualTo(1);
    assertThat(err.toString())
        .startsWith(
            "identify: the output could not be written to the end: No space left on device\n");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void mistakesInTheCommandLineAreNoFailures() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("--capture", "--interface");
    assertThat(run("--capture", "x", "--interface", "eth0")).isEqualTo(2);
    assertThat(err.toString()).contains("mutually exclusive");
    assertThat(run("--capture", "x", "--namespace", "tunnels")).isEqualTo(2);
    assertThat(err.toString()).contains("--namespace goes with --interface");
    assertThat(run("--capture", "x", "--count", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--count must be at least 1, not 0");
    assertThat(run("--capture", "x", "--port", "a-port")).isEqualTo(2);
    assertThat(err.toString()).contains("'a-port' is not an int");
    assertThat(line(printed, request -> capture).execute("--capture", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--port=PORT", "--private-key-file=FILE");
    assertThat(out()).isEmpty();
  }

  @Test
  void theBuilderRefusesWhatCannotBe() {
    CommandLine real = line(printed, CaptureRequest::withLibPcap);
    String key = keyFile.toString();
    assertThat(real.execute("--capture", "x", "--port", "65536", "--private-key-file", key))
        .isEqualTo(2);
    assertThat(
            real.execute(
                "--interface", "x", "--namespace", " ", "--port", "1", "--private-key-file", key))
        .isEqualTo(2);
    assertThat(err.toString()).contains("65536", "network namespace");
  }

  @Test
  void aBadKeyFileIsOneSentenceThatDoesNotQuoteIt() throws Exception {
    Files.writeString(keyFile, "hunter2");
    assertThat(run("--capture", "x")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("identify: the private key file " + keyFile + " holds no private key")
        .doesNotContain("hunter2");
    assertThat(err.toString().lines()).hasSize(1);
    Files.delete(keyFile);
    assertThat(run("--capture", "x")).isEqualTo(1);
    assertThat(err.toString()).contains(keyFile + " does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--port=51820", "--no-such-option"})
  void noSecretIsPrinted(String form) throws Exception {
    capture.batch(packet(1), stranger(2)).end();
    run("--capture", "x", form);
    assertThat(err.toString()).isNotEmpty();
    for (byte[] secret : List.of(GATEWAY, bytes(0x22))) {
      assertThat(out() + err)
          .doesNotContain(Base64.getEncoder().encodeToString(secret))
          .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret));
    }
  }
}
