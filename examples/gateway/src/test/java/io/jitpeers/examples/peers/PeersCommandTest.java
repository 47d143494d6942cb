package io.jitpeers.examples.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PeersCommandTest {
  private static final byte[] PRIVATE_KEY = bytes(0x11);
  private static final byte[] PRESHARED_KEY = bytes(0x22);
  private static final PublicKey ROAMING = PublicKey.ofBytes(bytes(0x33));
  private static final PublicKey SILENT = PublicKey.ofBytes(bytes(0x44));
  private static final PublicKey BUSY = PublicKey.ofBytes(bytes(0x55));

  private final ManualTime time = new ManualTime();
  private final InMemoryPeerStore store =
      InMemoryPeerStore.builder()
          .name("wg0")
          .privateKey(PrivateKey.ofBytes(PRIVATE_KEY))
          .timeSource(time)
          .build();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private String opened = "";

  private static byte[] bytes(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static InetSocketAddress endpoint(String address, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  @BeforeEach
  void fillTheStore() throws Exception {
    store.install(
        List.of(
            PeerConfig.builder(ROAMING)
                .presharedKey(PresharedKey.ofBytes(PRESHARED_KEY))
                .allowedIp(IpPrefix.parse("10.0.0.1/32"))
                .allowedIp(IpPrefix.parse("2001:db8::/64"))
                .build(),
            PeerConfig.builder(SILENT).build(),
            PeerConfig.builder(BUSY)
                .allowedIp(IpPrefix.parse("10.0.0.3/32"))
                .persistentKeepaliveSeconds(25)
                .build()));
    store.handshakeCompleted(ROAMING, endpoint("192.0.2.7", 4242));
    time.advance(Duration.ofHours(1));
    store.handshakeCompleted(BUSY, endpoint("2001:db8::9", 51820));
    store.transferred(BUSY, 1_289_748, 92);
    time.advance(Duration.ofMillis(65_500));
  }

  @AfterEach
  void closeTheStore() {
    store.close();
  }

  private int run(String... arguments) {
    return run(UnaryOperator.identity(), printed, arguments);
  }

  private int run(UnaryOperator<PeerStore> wrapper, OutputStream out, String... arguments) {
    PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
    StoreOpener opener =
        (name, namespace) -> {
          opened = name + " in " + namespace;
          return wrapper.apply(store);
        };
    return new CommandLine(new PeersCommand(stream, opener, time))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String out() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void peopleGetTheListThatWgShows() {
    assertThat(run("--interface", "wg0")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            interface: wg0
              public key: e06Qm75//kTEZaIgA31gjuNYl9Me+XLwf3SJLLD3PxM=
              private key: (hidden)
              listening port: 51820

            peer: VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVU=
              endpoint: [2001:db8::9]:51820
              allowed ips: 10.0.0.3/32
              latest handshake: 1 minute, 5 seconds ago
              transfer: 1.23 MiB received, 184 B sent
              persistent keepalive: every 25 seconds

            peer: MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=
              preshared key: (hidden)
              endpoint: 192.0.2.7:4242
              allowed ips: 10.0.0.1/32, 2001:db8::/64
              latest handshake: 1 hour, 1 minute, 5 seconds ago
              transfer: 148 B received, 92 B sent

            peer: REREREREREREREREREREREREREREREREREREREREREQ=
              allowed ips: (none)
            """);
    assertThat(err.toString()).isEmpty();
    assertThat(opened).isEqualTo("wg0 in null");
  }

  @Test
  void programsGetOneJsonObject() {
    assertThat(run("--interface", "wg0", "--namespace", "tunnels", "--json")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            {"interface":{"name":"wg0",\
            "public_key":"e06Qm75//kTEZaIgA31gjuNYl9Me+XLwf3SJLLD3PxM=","listening_port":51820},\
            "peers":[\
            {"public_key":"MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=",\
            "preshared_key_present":true,"endpoint":"192.0.2.7:4242",\
            "allowed_ips":["10.0.0.1/32","2001:db8::/64"],\
            "latest_handshake":"2026-01-01T00:00:00Z",\
            "rx_bytes":148,"tx_bytes":92,"persistent_keepalive":null},\
            {"public_key":"REREREREREREREREREREREREREREREREREREREREREQ=",\
            "preshared_key_present":false,"endpoint":null,"allowed_ips":[],\
            "latest_handshake":null,"rx_bytes":0,"tx_bytes":0,"persistent_keepalive":null},\
            {"public_key":"VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVU=",\
            "preshared_key_present":false,"endpoint":"[2001:db8::9]:51820",\
            "allowed_ips":["10.0.0.3/32"],\
            "latest_handshake":"2026-01-01T01:00:00Z",\
            "rx_bytes":1289896,"tx_bytes":184,"persistent_keepalive":25}],\
            "peer_count":3,"complete":true}
            """);
    assertThat(err.toString()).isEmpty();
    assertThat(opened).isEqualTo("wg0 in tunnels");
  }

  @Test
  void noSecretIsPrinted() {
    run("--interface", "wg0");
    run("--interface", "wg0", "--json");
    for (byte[] secret : List.of(PRIVATE_KEY, PRESHARED_KEY)) {
      assertThat(out() + err)
          .doesNotContain(Base64.getEncoder().encodeToString(secret))
          .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret));
    }
  }

  @Test
  void aListingThatIsNotCompleteSaysSo() {
    UnaryOperator<PeerStore> disturbed = peers -> new ListingStore(peers, Integer.MAX_VALUE, false);
    assertThat(run(disturbed, printed, "--interface", "wg0")).isZero();
    assertThat(err.toString())
        .isEqualTo(
            "peers: the interface changed all the time while it was listed, so peers may be"
                + " missing\n");
    printed.reset();
    assertThat(run(disturbed, printed, "--interface", "wg0", "--json")).isZero();
    assertThat(out()).endsWith("\"peer_count\":3,\"complete\":false}\n");
  }

  @Test
  void aFailureIsOneSentence() {
    store.deleteDevice();
    assertThat(run("--interface", "wg0")).isEqualTo(1);
    assertThat(run("--interface", "wg0", "--json")).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("peers: ").contains("wg0"));
    assertThat(out()).isEmpty();
  }

  @Test
  void halfAListIsNotTakenForAWholeOne() throws Exception {
    UnaryOperator<PeerStore> failing = peers -> new ListingStore(peers, 2, true);
    assertThat(run(failing, printed, "--interface", "wg0")).isEqualTo(1);
    assertThat(out()).isEmpty();
    assertThat(run(failing, printed, "--interface", "wg0", "--json")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("peers: the kernel broke off\n".repeat(2));
    try (JsonParser json = new JsonFactory().createParser(out())) {
      assertThatThrownBy(
              () -> {
                while (json.nextToken() != null) {
                  json.getText();
                }
              })
          .isInstanceOf(JsonEOFException.class);
    }
  }

  @Test
  void outputThatNobodyTakesIsAFailure() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left on device");
          }
        };
    assertThat(run(UnaryOperator.identity(), full, "--interface", "wg0", "--json")).isEqualTo(1);
    assertThat(run(UnaryOperator.identity(), full, "--interface", "wg0")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("peers: the list could not be written to the end\n".repeat(2));
  }

  @Test
  void aMachineWithoutTheNativeLibraryIsToldSo() {
    UnaryOperator<PeerStore> notLinux =
        peers -> {
          throw new UnsatisfiedLinkError("no jnidispatch");
        };
    assertThat(run(notLinux, printed, "--interface", "wg0")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("peers: the C library cannot be called from here: no jnidispatch\n");
  }

  @Test
  void aMistakeInTheCommandLineIsNoFailure() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("--interface");
    PeersCommand real = new PeersCommand(new PrintStream(printed), StoreOpener::kernel, time);
    StringWriter said = new StringWriter();
    CommandLine line = new CommandLine(real).setErr(new PrintWriter(said));
    assertThat(line.execute("--interface", "a-name-that-is-too-long")).isEqualTo(2);
    assertThat(line.execute("--interface", "wg0", "--namespace", " ")).isEqualTo(2);
    assertThat(said.toString()).contains("1 to 15 bytes", "network namespace");
  }

  /** A store whose listings end otherwise: broken off after some peers, or not complete. */
  private record ListingStore(PeerStore peers, int limit, boolean complete) implements PeerStore {
    @Override
    public Device device() throws StoreException {
      return peers.device();
    }

    @Override
    public BatchResult install(Collection<PeerConfig> configs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BatchResult update(Collection<PeerUpdate> updates) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BatchResult remove(Collection<PublicKey> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
      int[] given = new int[1];
      peers.list(
          peer -> {
            if (given[0] < limit) {
              given[0]++;
              consumer.accept(peer);
            }
          });
      if (limit != Integer.MAX_VALUE) {
        throw new StoreException("the kernel broke off");
      }
      return ListingResult.of(given[0], complete);
    }

    @Override
    public void close() {
      peers.close();
    }
  }
}
