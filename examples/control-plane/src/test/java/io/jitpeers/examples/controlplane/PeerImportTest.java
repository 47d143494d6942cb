package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.PeerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerImportTest {
  private static final int MANY = 100_000;

  @TempDir private Path folder;
  private final List<Long> progress = new ArrayList<>();
  private DatabaseFile file;

  @BeforeEach
  void makeDatabase() {
    file = DatabaseFile.openOrCreate(folder.resolve("peers.db"));
  }

  private PeerImport.Result run(String lines) throws Exception {
    return new PeerImport(file, false, progress::add).run(bytes(lines));
  }

  private static ByteArrayInputStream bytes(String lines) {
    return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
  }

  private List<PeerConfig> peers() {
    List<PeerConfig> peers = new ArrayList<>();
    PeerDatabase.forEach(file, peers::add);
    return peers;
  }

  private void assertRefused(String lines, String sentence) {
    List<PeerConfig> before = peers();
    assertThatThrownBy(() -> run(lines))
        .isInstanceOf(PeerImport.LineException.class)
        .hasMessage(sentence);
    assertThat(peers()).as("nothing was changed").isEqualTo(before);
  }

  @Test
  void linesBecomePeers() throws Exception {
    PeerConfig plain = TestPeers.peer(1, "10.0.0.1/32");
    PeerConfig full = TestPeers.full(2, "10.0.0.2/32", "2001:db8::/64");
    String lines = TestPeers.lines(List.of(plain, full));
    assertThat(run("\n" + lines + "\n\n")).isEqualTo(new PeerImport.Result(2, 0));
    assertThat(peers()).containsExactlyInAnyOrder(plain, full);
    assertThat(run(lines.strip())).isEqualTo(new PeerImport.Result(2, 2));
    assertThat(peers()).containsExactlyInAnyOrder(plain, full);
    assertThat(run("")).isEqualTo(new PeerImport.Result(0, 0));
  }

  @Test
  void othersStay() throws Exception {
    PeerConfig one = TestPeers.peer(1, "10.0.0.1/32");
    PeerConfig two = TestPeers.peer(2, "10.0.0.2/32");
    run(TestPeers.lines(List.of(one)));
    run(TestPeers.lines(List.of(two)));
    assertThat(peers()).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void peersCanSwapTheirAddresses() throws Exception {
    run(TestPeers.lines(List.of(TestPeers.peer(1, "10.0.0.1"), TestPeers.peer(2, "10.0.0.2"))));
    PeerConfig one = TestPeers.peer(1, "10.0.0.2/32");
    PeerConfig two = TestPeers.peer(2, "10.0.0.1/32");
    assertThat(run(TestPeers.lines(List.of(one, two)))).isEqualTo(new PeerImport.Result(2, 2));
    assertThat(peers()).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void anOverlapIsRefusedWithItsLine() throws Exception {
    run(TestPeers.lines(List.of(TestPeers.peer(1, "10.0.0.0/24"))));
    assertRefused(
        TestPeers.lines(List.of(TestPeers.peer(2, "10.1.0.0/24"), TestPeers.peer(3, "10.0.0.9"))),
        "line 2: the allowed IP 10.0.0.9/32 overlaps one of the peer "
            + TestPeers.key(1)
            + "; --nested-allowed-ips permits that");
    assertRefused(
        TestPeers.lines(List.of(TestPeers.peer(2, "10.2.0.9"), TestPeers.peer(3, "10.2.0.0/16"))),
        "line 2: the allowed IP 10.2.0.0/16 overlaps one of the peer "
            + TestPeers.key(2)
            + "; --nested-allowed-ips permits that");
  }

  @Test
  void nestedOnesAreTakenWherePermittedAndIdenticalOnesNever() throws Exception {
    PeerConfig router = TestPeers.peer(1, "10.0.0.0/16");
    PeerConfig client = TestPeers.peer(2, "10.0.5.2/32");
    PeerConfig same = TestPeers.peer(3, "10.0.5.2/32");
    PeerImport nesting = new PeerImport(file, true, progress::add);
    nesting.run(bytes(TestPeers.lines(List.of(client, router))));
    assertThat(peers()).containsExactlyInAnyOrder(router, client);
    assertThatThrownBy(() -> nesting.run(bytes(TestPeers.lines(List.of(same)))))
        .hasMessage(
            "line 1: the allowed IP 10.0.5.2/32 overlaps one of the peer " + TestPeers.key(2));
  }

  @Test
  void aPeerComesOnce() throws Exception {
    assertRefused(
        TestPeers.lines(
            List.of(
                TestPeers.peer(1, "10.0.0.1"),
                TestPeers.peer(2, "10.0.0.2"),
                TestPeers.peer(1, "10.0.0.3"))),
        "line 3: the peer " + TestPeers.key(1) + " is on an earlier line too");
  }

  @Test
  void aMalformedLineIsRefusedWithoutQuotingIt() throws Exception {
    String good = TestPeers.lines(List.of(TestPeers.full(1, "10.0.0.1")));
    String secret = TestPeers.PRESHARED_KEY;
    assertRefused(good + secret, "line 2: the JSON is malformed");
    assertRefused(good + "[]", "line 2: it is not a JSON object");
    assertRefused(good + "\n{}", "line 3: public_key is missing, or is not a string");
    assertRefused(
        good.replace("\"10.0.0.1/32\"", ""),
        "line 1: allowed_ips is empty, which a gateway refuses");
    assertRefused(
        good.replace(secret, "x" + secret),
        "line 1: preshared_key is not the canonical base64 of 32 bytes");
    assertRefused(good.replace("\"version\":1,", ""), "line 1: version is missing");
    assertRefused(
        good.strip() + good, "line 1: there is data after the JSON object, at line 1 column 293");
  }

  @Test
  void aListIsNoBackup() throws Exception {
    byte[] listed = PeerConfigWriter.writeWithoutSecrets(TestPeers.full(1, "10.0.0.1"));
    assertRefused(
        new String(listed, StandardCharsets.UTF_8), "line 1: preshared_key is not a string");
  }

  @Test
  void aLineIsNeverHeldWhole() throws Exception {
    String lines = TestPeers.lines(List.of(TestPeers.peer(1, "10.0.0.1")));
    assertThatThrownBy(() -> run(lines + "x".repeat(LineReader.MAX_BYTES + 1)))
        .isInstanceOf(IOException.class)
        .hasMessage("line 2: it has more than 65536 bytes");
    assertThat(peers()).isEmpty();
  }

  @Test
  void manyAreReadAsTheyCome() throws Exception {
    Enumeration<ByteArrayInputStream> lines =
        Collections.enumeration(
            new AbstractList<>() {
              @Override
              public ByteArrayInputStream get(int index) {
                return new ByteArrayInputStream(line(index));
              }

              @Override
              public int size() {
                return MANY;
              }
            });
    PeerImport.Result result =
        new PeerImport(file, false, progress::add).run(new SequenceInputStream(lines));
    assertThat(result).isEqualTo(new PeerImport.Result(MANY, 0));
    assertThat(progress).hasSize(MANY / 1000).startsWith(1000L, 2000L).endsWith((long) MANY);
    try (PeerDatabase peers = PeerDatabase.open(file, 1)) {
      for (int i = 0; i < MANY; i += 997) {
        assertThat(peers.find(TestPeers.key(i))).contains(peer(i));
      }
    }
  }

  private static PeerConfig peer(int number) {
    return TestPeers.peer(
        number, "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255) + "/32");
  }

  private static byte[] line(int number) {
    try {
      return TestPeers.lines(List.of(peer(number))).getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
