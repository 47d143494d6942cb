package io.jitpeers.kerneltests.support;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A WireGuard interface that is managed by ip(8) and wg(8) only, to check independently what the
 * library does to it.
 */
public final class WireGuardInterface {
  private final NetNamespace namespace;
  private final String name;

  private WireGuardInterface(NetNamespace namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  /** Creates an interface, without key, port or address, and down. */
  public static WireGuardInterface create(NetNamespace namespace, String name) {
    namespace.run("ip", "link", "add", name, "type", "wireguard");
    return new WireGuardInterface(namespace, name);
  }

  /** Returns an existing interface. */
  public static WireGuardInterface at(NetNamespace namespace, String name) {
    return new WireGuardInterface(namespace, name);
  }

  /** Returns the interface's name. */
  public String name() {
    return name;
  }

  /** Returns its namespace. */
  public NetNamespace namespace() {
    return namespace;
  }

  /** Sets its private key and its listen port. */
  public WireGuardInterface configure(PrivateKey key, int listenPort) {
    setReading(
        base64(key.toBytes()),
        "private-key",
        "/dev/stdin",
        "listen-port",
        Integer.toString(listenPort));
    return this;
  }

  /** Adds an address, with its prefix length, and brings the interface up. */
  public WireGuardInterface address(String address) {
    namespace.addAddress(name, address);
    return this;
  }

  /** Brings the interface up. */
  public WireGuardInterface up() {
    namespace.run("ip", "link", "set", name, "up");
    return this;
  }

  /** Brings the interface down. */
  public WireGuardInterface down() {
    namespace.run("ip", "link", "set", name, "down");
    return this;
  }

  /** Installs or changes a peer with wg(8). */
  public WireGuardInterface peer(PeerConfig peer) {
    List<String> settings = new ArrayList<>(List.of("peer", peer.publicKey().toBase64()));
    peer.presharedKey().ifPresent(psk -> settings.addAll(List.of("preshared-key", "/dev/stdin")));
    peer.endpoint().ifPresent(at -> settings.addAll(List.of("endpoint", endpoint(at))));
    settings.addAll(
        List.of("persistent-keepalive", Integer.toString(peer.persistentKeepaliveSeconds())));
    settings.add("allowed-ips");
    settings.add(prefixes(peer));
    String psk = peer.presharedKey().map(PresharedKey::toBytes).map(this::base64).orElse("");
    setReading(psk, settings.toArray(String[]::new));
    return this;
  }

  /** Installs peers without preshared keys and endpoints, with one command of wg(8). */
  public WireGuardInterface peers(List<PeerConfig> peers) {
    String sections = peers.stream().map(WireGuardInterface::section).collect(Collectors.joining());
    namespace.commands().reading(sections).run("wg", "addconf", name, "/dev/stdin");
    return this;
  }

  private static String section(PeerConfig peer) {
    return "[Peer]\nPublicKey = "
        + peer.publicKey().toBase64()
        + "\nAllowedIPs = "
        + prefixes(peer)
        + "\n";
  }

  private static String prefixes(PeerConfig peer) {
    return peer.allowedIps().stream().map(Object::toString).collect(Collectors.joining(","));
  }

  /** Removes a peer with wg(8). */
  public WireGuardInterface removePeer(PublicKey peer) {
    return set("peer", peer.toBase64(), "remove");
  }

  /** Runs {@code wg set} on the interface. */
  public WireGuardInterface set(String... settings) {
    return setReading("", settings);
  }

  private WireGuardInterface setReading(String input, String... settings) {
    List<String> command = new ArrayList<>(List.of("wg", "set", name));
    command.addAll(List.of(settings));
    namespace.commands().reading(input).run(command.toArray(String[]::new));
    return this;
  }

  /** Returns the output of {@code wg show} for the interface. */
  public WireGuardDump dump() {
    return WireGuardDump.parse(namespace.run("wg", "show", name, "dump"));
  }

  /** Deletes the interface, including all its peers. */
  public void delete() {
    namespace.run("ip", "link", "delete", name);
  }

  private String base64(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  private static String endpoint(InetSocketAddress at) {
    String host = at.getAddress().getHostAddress();
    return host.contains(":") ? "[" + host + "]:" + at.getPort() : host + ":" + at.getPort();
  }
}
