package io.jitpeers.examples.gateway;

import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.examples.controlplane.ServerOptions;
import io.jitpeers.examples.gateway.check.Machine;
import io.jitpeers.examples.gateway.settings.SettingsFile;
import io.jitpeers.examples.testing.Said;
import io.jitpeers.examples.testing.Secret;
import io.jitpeers.netlink.NetlinkTestKit;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gateway's parts with secrets that are known: settings file, HTTP source, TLS store, netlink
 * store, state directory, session log, control plane.
 */
final class SecretScene implements AutoCloseable {
  static final String TOKEN = "Gateways-T0ken~8f1c";
  static final String OPERATOR_TOKEN = "Operators-T0ken~77ab";
  static final String STORE_PASSWORD = "Store-Passw0rd.4711";

  private final Path folder;
  final SecureRandom random = new SecureRandom();
  final PrivateKey privateKey = PrivateKey.generate(random);
  final PrivateKey clientKey = PrivateKey.generate(random);
  final PresharedKey first = presharedKey();
  final PresharedKey second = presharedKey();
  final TimeSource time = TimeSource.system();
  final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  final FakeDevice device = kernel.addDevice("wg0", privateKey, 51820);
  final ManualPacketSource source = new ManualPacketSource();
  final FakeClient client = FakeClient.of(clientKey, privateKey.publicKey(), random);
  private final Map<PublicKey, PeerConfig> peers = new ConcurrentHashMap<>();
  final List<Secret> secrets =
      List.of(
          Secret.ofBytes("private key", privateKey.toBytes()),
          Secret.ofBytes("first preshared key", first.toBytes()),
          Secret.ofBytes("second preshared key", second.toBytes()),
          Secret.ofText("token", TOKEN),
          Secret.ofText("operator's token", OPERATOR_TOKEN),
          Secret.ofText("store password", STORE_PASSWORD));
  final Said said = new Said();

  /**
   * Begins to listen to what is logged.
   *
   * @param folder for its files
   */
  SecretScene(Path folder) {
    this.folder = folder;
  }

  @Override
  public void close() {
    said.close();
  }

  private PresharedKey presharedKey() {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    random.nextBytes(bytes);
    return PresharedKey.ofBytes(bytes);
  }

  GatewayParts parts() {
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

  Path secretFile(String name, String content) throws Exception {
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

  Map<String, String> settings(ControlPlaneServer controlPlane) throws Exception {
    Path file = folder.resolve("gateway.properties");
    Files.write(
        file,
        List.of(
            "gateway.interfaces=wg0",
            "gateway.status-address=127.0.0.1:0",
            "revalidation.min-age=1s",
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

  void offer(PresharedKey presharedKey) {
    peers.put(
        client.publicKey(),
        PeerConfig.builder(client.publicKey())
            .allowedIp(IpPrefix.parse("10.0.0.7/32"))
            .presharedKey(presharedKey)
            .build());
  }

  PeerConfig offered() {
    return Objects.requireNonNull(peers.get(client.publicKey()));
  }

  ControlPlaneServer controlPlane() {
    return new ControlPlaneServer(
        key -> Optional.ofNullable(peers.get(key)),
        new ServerOptions(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN, 1, 60, 1));
  }
}
