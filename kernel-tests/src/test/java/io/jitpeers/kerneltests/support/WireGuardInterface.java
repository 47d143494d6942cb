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
 * A WireGuard interface, handled by ip(8) and wg(8) only: the judge of what our own code does to
 * it.
 */
public final class WireGuardInterface {
  private final NetNamespace namespace;
  private final String name;

  private WireGuardInterface(NetNamespace namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  /** Makes one, without key, port or address, and down. */
  public static WireGuardInterface create(NetNamespace namespace, String name) {
    namespace.run("ip", "link", "add", name, "type", "wireguard");
    return new WireGuardInterface(namespace, name);
  }

  /** One that is there already. */
  public static WireGuardInterface at(NetNamespace namespace, String name) {
    return new WireGuardInterface(namespace, name);
  }

  /** The interface's name. */
  public String name() {
    return name;
  }

  /** Where it is. */
  public NetNamespace namespace() {
    return namespace;
  }

  /** Sets its private key and the UDP port it listens on. */
  public WireGuardInterface configure(PrivateKey key, int listenPort) {
    setReading(
        base64(key.toBytes()),
        "private-key",
        "/dev/stdin",
        "listen-port",
        Integer.toString(listenPort));
    return this;
  }

  /** Gives it an address, with its prefix length, and brings it up. */
  public WireGuardInterface address(String address) {
    namespace.addAddress(name, address);
    return this;
  }

  /** Brings it up. */
  public WireGuardInterface up() {
    namespace.run("ip", "link", "set", name, "up");
    return this;
  }

  /** Brings it down. */
  public WireGuardInterface down() {
    namespace.run("ip", "link", "set", name, "down");
    return this;
  }

  /** Installs a peer, or changes it, by wg(8). */
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

  /** Installs peers without preshared keys and endpoints, all in one command of wg(8). */
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

  /** Removes a peer by wg(8). */
  public WireGuardInterface removePeer(PublicKey peer) {
    return set("peer", peer.toBase64(), "remove");
  }

  /** Runs {@code wg set} on it. */
  public WireGuardInterface set(String... settings) {
    return setReading("", settings);
  }

  private WireGuardInterface setReading(String input, String... settings) {
    List<String> command = new ArrayList<>(List.of("wg", "set", name));
    command.addAll(List.of(settings));
    namespace.commands().reading(input).run(command.toArray(String[]::new));
    return this;
  }

  /** What {@code wg show} says about it. */
  public WireGuardDump dump() {
    return WireGuardDump.parse(namespace.run("wg", "show", name, "dump"));
  }

  /** Deletes it, with all its peers. */
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
