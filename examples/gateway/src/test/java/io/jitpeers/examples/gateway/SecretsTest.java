package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.examples.controlplane.ServerOptions;
import io.jitpeers.examples.gateway.check.Machine;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.settings.SettingsFile;
import io.jitpeers.examples.gateway.status.StatusServer;
import io.jitpeers.examples.testing.Said;
import io.jitpeers.examples.testing.Secret;
import io.jitpeers.examples.testing.SlowClients;
import io.jitpeers.netlink.NetlinkTestKit;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Everything at once, with secrets that are known: a gateway with its settings file, HTTP source,
 * TLS store, netlink store, state directory, session log and status server, and a control plane.
 * None of it tells a secret.
 */
@RequiresLinux
@Timeout(120)
class SecretsTest {
  private static final String TOKEN = "Gateways-T0ken~8f1c";
  private static final String OPERATOR_TOKEN = "Operators-T0ken~77ab";
  private static final String STORE_PASSWORD = "Store-Passw0rd.4711";

  @TempDir private Path folder;
  private final SecureRandom random = new SecureRandom();
  private final PrivateKey privateKey = PrivateKey.generate(random);
  private final PrivateKey clientKey = PrivateKey.generate(random);
  private final PresharedKey first = presharedKey();
  private final PresharedKey second = presharedKey();
  private final TimeSource time = TimeSource.system();
  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  private final FakeDevice device = kernel.addDevice("wg0", privateKey, 51820);
  private final ManualPacketSource source = new ManualPacketSource();
  private final FakeClient client = FakeClient.of(clientKey, privateKey.publicKey(), random);
  private final Map<PublicKey, PeerConfig> peers = new ConcurrentHashMap<>();
  private final List<Secret> secrets =
      List.of(
          Secret.ofBytes("private key", privateKey.toBytes()),
          Secret.ofBytes("first preshared key", first.toBytes()),
          Secret.ofBytes("second preshared key", second.toBytes()),
          Secret.ofText("token", TOKEN),
          Secret.ofText("operator's token", OPERATOR_TOKEN),
          Secret.ofText("store password", STORE_PASSWORD));
  private Said said;

  private PresharedKey presharedKey() {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    random.nextBytes(bytes);
    return PresharedKey.ofBytes(bytes);
  }

  @BeforeEach
  void listen() {
    said = new Said();
  }

  @AfterEach
  void close() {
    said.close();
  }

  private GatewayParts parts() {
    return new GatewayParts(
        provider(
            "netlink",
            settings -> NetlinkTestKit.store(kernel, settings.requiredText("interface"))),
        List.of(
            provider(
                "pcap",
                settings -> {
                  settings.requiredText("interface");
                  settings.requiredText("ports");
                  return source;
                })),
        Machine.here(),
        Map.of());
  }

  private interface Maker<T> {
    T make(Settings settings);
  }

  private static <T extends AutoCloseable> ComponentProvider<T> provider(
      String name, Maker<T> maker) {
    return new ComponentProvider<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public T create(Settings settings) {
        return maker.make(settings);
      }
    };
  }

  private Path secretFile(String name, String content) throws Exception {
    Path file =
        Files.createFile(
            folder.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content + "\n");
  }

  /** The JDK's own authorities, under our password. */
  private Path trustStore() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    Path authorities = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    try (FileInputStream in = new FileInputStream(authorities.toFile())) {
      store.load(in, "changeit".toCharArray());
    }
    Path file = folder.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, STORE_PASSWORD.toCharArray());
    }
    return file;
  }

  private Map<String, String> settings(ControlPlaneServer controlPlane) throws Exception {
    Path file = folder.resolve("gateway.properties");
    Files.write(
        file,
        List.of(
            "gateway.interfaces=wg0",
            "gateway.status-address=127.0.0.1:0",
            "gateway.operator-token-file=" + secretFile("operator-token", OPERATOR_TOKEN),
            "gateway.session-log=" + folder.resolve("sessions.jsonl"),
            "state.directory=" + folder.resolve("state"),
            "config-source.http.base-url=" + controlPlane.uri(),
            "config-source.http.bearer-token-file=" + secretFile("token", TOKEN),
            "config-source.http.tls.trust-store=" + trustStore(),
            "config-source.http.tls.trust-store-password-file="
                + secretFile("password", STORE_PASSWORD)));
    return SettingsFile.read(file);
  }

  private void offer(PresharedKey presharedKey) {
    peers.put(
        client.publicKey(),
        PeerConfig.builder(client.publicKey())
            .allowedIp(IpPrefix.parse("10.0.0.7/32"))
            .presharedKey(presharedKey)
            .build());
  }

  private ControlPlaneServer controlPlane() {
    return new ControlPlaneServer(
        key -> Optional.ofNullable(peers.get(key)),
        new ServerOptions(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN, 1, 60, 1));
  }

  private void initiate(FakeClient who, Tai64n timestamp) throws Exception {
    TestPacket packet =
        source.deliver(new TestPacket(who.begin(timestamp).initiation(), time.nanoTime()));
    Await.until("what becomes of a packet", () -> packet.outcome() != null);
  }

  @Test
  void aGatewayAndItsControlPlaneTellNone() throws Exception {
    offer(first);
    ControlPlaneServer controlPlane = controlPlane();
    try {
      GatewaySettings settings = GatewaySettings.of(settings(controlPlane), Map.of());
      Gateway gateway = new GatewayAssembly(settings, parts(), false).assemble();
      SessionFile sessions = SessionFile.open(settings.sessionLog().orElseThrow());
      BearerToken operator = new BearerToken(OPERATOR_TOKEN);
      try (StatusServer status =
          new StatusServer(
              gateway.orchestrators(), settings.statusAddress().orElseThrow(), time, operator)) {
        JitOrchestrator wg0 = gateway.orchestrators().get("wg0");
        wg0.addListener(event -> said.add("events", event.toString()));
        wg0.addListener(new SessionLog("wg0", sessions::append, time));
        gateway.start();
        live(wg0);
        look(status, wg0);
        controlPlane.close();
        fail(wg0);
        look(status, wg0);
      } finally {
        gateway.close();
        sessions.close();
      }
    } finally {
      controlPlane.close();
    }
    files();
    assertThat(said.count("the log of ")).isPositive();
    assertThat(said.count("events")).isPositive();
    said.assertNoneOf(secrets);
  }

  /** All goes well: installed, changed, refused, revoked. */
  private void live(JitOrchestrator wg0) throws Exception {
    Tai64n now = Tai64n.of(time.wallTime());
    initiate(client, now);
    assertThat(device.presharedKey(client.publicKey())).as("the right key").contains(first);
    initiate(client, now);
    initiate(FakeClient.of(PrivateKey.generate(random), privateKey.publicKey(), random), now);
    device.handshake(client.publicKey(), new InetSocketAddress("192.0.2.7", 40_000));
    wg0.evictNow().get(60, TimeUnit.SECONDS);
    offer(second);
    Await.until(
        "the second preshared key",
        () -> device.presharedKey(client.publicKey()).filter(second::equals).isPresent());
    assertThat(wg0.find(client.publicKey())).isPresent();
    said.add("snapshots", wg0.snapshot() + " " + wg0.find(client.publicKey()));
    wg0.revoke(client.publicKey()).get(60, TimeUnit.SECONDS);
  }

  /** Nothing does: neither control plane nor kernel. */
  private void fail(JitOrchestrator wg0) throws Exception {
    initiate(client, Tai64n.of(time.wallTime()));
    kernel.setPrivileged(false);
    said.add("a sweep", catchThrowable(() -> wg0.evictNow().get(60, TimeUnit.SECONDS)));
    initiate(client, Tai64n.of(time.wallTime().plusSeconds(5)));
    kernel.setPrivileged(true);
  }

  private void look(StatusServer status, JitOrchestrator wg0) throws Exception {
    for (String path : List.of("/", "/status.json", "/metrics", "/health", "/nowhere")) {
      said.add("the status server's " + path, SlowClients.get(status.uri(), path));
    }
    for (String token : List.of(OPERATOR_TOKEN, "Operators-T0ken")) {
      said.add(
          "a command",
          SlowClients.exchange(
              status.uri(),
              "POST /interfaces/wg0/forget-timestamp?key="
                  + client.publicKey().toBase64()
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                  + token
                  + "\r\n\r\n"));
    }
    said.add("statistics", wg0.statistics() + " " + wg0.device());
  }

  /** What is there when all has ended; the files with secrets that were given are left out. */
  private void files() throws Exception {
    List<Path> written;
    try (Stream<Path> all = Files.walk(folder)) {
      written =
          all.filter(Files::isRegularFile)
              .filter(
                  file ->
                      file.startsWith(folder.resolve("state")) || file.endsWith("sessions.jsonl"))
              .toList();
    }
    assertThat(written).hasSizeGreaterThan(1);
    for (Path file : written) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as("the mode of " + file)
          .isEqualTo("rw-------");
      said.add(
          "the file " + file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state"))))
        .isEqualTo("rwx------");
  }

  @Test
  void mistakesWithEachSecretAreToldWithoutIt() throws Exception {
    try (ControlPlaneServer controlPlane = controlPlane()) {
      Map<String, String> right = settings(controlPlane);
      String wrong = secretFile("two-words", TOKEN + " " + OPERATOR_TOKEN).toString();
      mistake(right, "gateway.operator-token-file", wrong);
      mistake(right, "gateway.operator-token-file", folder.resolve("none").toString());
      mistake(right, "config-source.http.bearer-token", TOKEN);
      mistake(right, "config-source.http.headers-file", wrong);
      mistake(
          right,
          "config-source.http.headers-file",
          secretFile("nl", "A: \u0001" + TOKEN).toString());
      mistake(right, "config-source.http.tls.trust-store-password-file", wrong);
      mistake(right, "config-source.http.tls.key-store-password-file", wrong);
      mistake(right, "config-source.http.tls.trust-store", folder.resolve("password").toString());
      mistake(
          right,
          "peer-store.netlink.private-key",
          Base64.getEncoder().encodeToString(privateKey.toBytes()));
    }
    for (String line : List.of(TOKEN, "a key with blanks=" + TOKEN, "=" + TOKEN)) {
      Path file = Files.writeString(folder.resolve("bad.properties"), line + "\n");
      said.add("a settings file", catchThrowable(() -> SettingsFile.read(file)));
    }
    assertThat(said.count("the setting ")).isEqualTo(9);
    said.assertNoneOf(secrets);
  }

  /** Starts a gateway with one setting that is wrong. */
  private void mistake(Map<String, String> right, String key, String value) {
    Map<String, String> values = new TreeMap<>(right);
    values.put(key, value);
    Path file = folder.resolve("wrong.properties");
    Throwable failure =
        catchThrowable(
            () -> {
              Files.write(
                  file,
                  values.entrySet().stream()
                      .map(entry -> entry.getKey() + "=" + entry.getValue())
                      .toList());
              GatewayCommand command = new GatewayCommand(parts());
              command.stop();
              StringWriter err = new StringWriter();
              int code =
                  new CommandLine(command).setErr(new PrintWriter(err)).execute("--config=" + file);
              assertThat(code).as(key + ": " + err).isIn(1, 2);
              said.add("the setting " + key, err.toString());
              new GatewayAssembly(GatewaySettings.of(values, Map.of()), parts(), false)
                  .assemble()
                  .close();
            });
    if (failure instanceof AssertionError wrong) {
      throw wrong;
    }
    if (failure != null) {
      said.add("a failure to start", failure);
    }
  }

  /** Each public type that holds one. */
  @Test
  void valuesDoNotShowTheirs() {
    offer(first);
    PeerConfig config = peers.get(client.publicKey());
    ResponderKey responder = ResponderKey.of(privateKey);
    List<Object> values =
        List.of(
            privateKey,
            first,
            Optional.of(first),
            config,
            config.toBuilder(),
            PeerLookup.found(config, new Freshness(Duration.ofMinutes(1), Duration.ZERO), null),
            PeerUpdate.builder(client.publicKey()).presharedKey(first).build(),
            responder,
            Device.of("wg0", 1, 51820, responder),
            new BearerToken(TOKEN),
            new ServerOptions(new InetSocketAddress(0), TOKEN, 1, 1, 1),
            client);
    for (Object value : values) {
      said.add("a " + value.getClass().getSimpleName(), value.toString());
      said.add("a mistake", new IllegalStateException(value.toString()));
    }
    assertThat(said.count("a ")).isEqualTo(2L * values.size());
    said.assertNoneOf(secrets);
    said.assertNoneOf(List.of(Secret.ofBytes("client's private key", clientKey.toBytes())));
  }
}
