package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A member with a WireGuard interface in a namespace. The interface knows the gateway, but the
 * gateway need not know the member. Several clients can share a namespace.
 */
public final class Client {
  /** How long to wait for a reply that must arrive, even on a busy machine. */
  public static final int PATIENCE_SECONDS = 90;

  /** The timeout for operations with many clients, even on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Pattern TIME = Pattern.compile("time=([0-9.]+) ms");

  private final NetNamespace where;
  private final Member member;
  private final GatewayInterface gateway;
  private final String address;
  private final String endpoint;
  private PublicKey gatewayKey;

  private Client(
      NetNamespace where, Member member, GatewayInterface gateway, String address, int port) {
    this.where = where;
    this.member = member;
    this.gateway = gateway;
    this.address = address;
    endpoint = (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    gatewayKey = gateway.privateKey().publicKey();
  }

  /** Creates a client without an interface yet. */
  public static Client of(
      NetNamespace where, Member member, GatewayInterface gateway, String endpointAddress) {
    return new Client(where, member, gateway, endpointAddress, gateway.port());
  }

  /**
   * Returns the same client, without an interface yet, that connects to another port, which is
   * forwarded.
   */
  public Client through(int port) {
    return new Client(where, member, gateway, address, port);
  }

  /** Creates a client at a site, without an interface yet. */
  public static Client of(Site site, Member member, GatewayInterface gateway, Family family) {
    return of(site.namespace(), member, gateway, site.gatewayAddress(family));
  }

  /**
   * Creates the interfaces of clients in one namespace with a single command. Starting a process
   * for each would take long, so ip(8) is called once for all.
   */
  public static void join(List<Client> clients) {
    String links =
        clients.stream()
            .map(client -> "link add " + client.device() + " type wireguard\n")
            .collect(Collectors.joining());
    bringUp(clients, links);
  }

  /** Creates the interface. */
  public Client join() {
    join(List.of(this));
    return this;
  }

  /** Configures an existing interface of the client's name, and brings it up. */
  public void configure() {
    bringUp(List.of(this), "");
  }

  private static void bringUp(List<Client> clients, String links) {
    String keys = clients.stream().map(Client::settingKeys).collect(Collectors.joining());
    String addresses = clients.stream().map(Client::settingAddresses).collect(Collectors.joining());
    String script = batch(links) + keys + batch(addresses);
    clients.get(0).where.commands().within(PATIENCE).reading(script).run("bash", "-e");
  }

  private static String batch(String lines) {
    return lines.isEmpty() ? "" : "ip -batch - <<'END'\n" + lines + "END\n";
  }

  private String settingKeys() {
    return "wg setconf "
        + device()
        + " /dev/stdin <<'END'\n[Interface]\nPrivateKey = "
        + base64(member.privateKey())
        + "\n"
        + section()
        + "END\n";
  }

  /**
   * Several clients have a route to the same address; a socket bound to a client's interface uses
   * that client's route.
   */
  private String settingAddresses() {
    return """
    address add ADDRESS/32 dev DEV
    link set DEV up
    route add GATEWAY/32 dev DEV metric NUMBER
    """
        .replace("DEV", device())
        .replace("ADDRESS", member.address())
        .replace("GATEWAY", gateway.address())
        .replace("NUMBER", Integer.toString(1 + member.index()));
  }

  /** Returns the gateway's section of a wg(8) configuration file. */
  private String section() {
    String psk =
        member.presharedKey().map(key -> "PresharedKey = " + base64(key) + "\n").orElse("");
    return "[Peer]\nPublicKey = "
        + gatewayKey.toBase64()
        + "\n"
        + psk
        + "Endpoint = "
        + endpoint
        + "\nAllowedIPs = "
        + gateway.addresses()
        + "\n";
  }

  private static String base64(PrivateKey key) {
    return Base64.getEncoder().encodeToString(key.toBytes());
  }

  private static String base64(PresharedKey key) {
    return Base64.getEncoder().encodeToString(key.toBytes());
  }

  /** Returns the interface's name. */
  public String device() {
    return "c" + gateway.network() + "x" + member.index();
  }

  /** Returns the member. */
  public Member member() {
    return member;
  }

  /** Returns the member's public key. */
  public PublicKey publicKey() {
    return member.publicKey();
  }

  /**
   * Sends one packet through the tunnel, and waits for its answer. The time includes the handshake,
   * during which the kernel keeps the packet.
   *
   * @return how many milliseconds it took; empty if no answer arrived in time
   */
  public OptionalDouble ping(int atMostSeconds) {
    CommandResult result =
        where
            .commands()
            .attempt("ping", "-c1", "-W" + atMostSeconds, "-I" + device(), gateway.address());
    Matcher time = TIME.matcher(result.output());
    return time.find()
        ? OptionalDouble.of(Double.parseDouble(time.group(1)))
        : OptionalDouble.empty();
  }

  /** Makes it begin a handshake, whether or not it is answered. */
  public Client knock() {
    var unused = ping(1);
    return this;
  }

  /** Returns the UDP port from which it sends. */
  public int port() {
    return Integer.parseInt(where.run("wg", "show", device(), "listen-port").strip());
  }

  /** Discards its session, so that its next packet requires a handshake. */
  public Client forgetSession() {
    forgetSessions(List.of(this));
    return this;
  }

  /** Discards the sessions of clients in one namespace. */
  static void forgetSessions(List<Client> clients) {
    String script = clients.stream().map(Client::forgetting).collect(Collectors.joining());
    clients.get(0).where.commands().within(PATIENCE).reading(script).run("bash", "-e");
  }

  private String forgetting() {
    String lines = "wg set DEV peer KEY remove\nwg addconf DEV /dev/stdin <<'END'\n";
    return lines.replace("DEV", device()).replace("KEY", gatewayKey.toBase64())
        + section()
        + "END\n";
  }

  /** Replaces the gateway's key, and discards the session. Not thread-safe. */
  public Client knowing(PublicKey newGatewayKey) {
    where.run("wg", "set", device(), "peer", gatewayKey.toBase64(), "remove");
    gatewayKey = newGatewayKey;
    return forgetSession();
  }

  /** Deletes the interface. */
  public void leave() {
    where.run("ip", "link", "delete", device());
  }

  /** Returns the gateway's interface with which it communicates. */
  public GatewayInterface gateway() {
    return gateway;
  }

  /** Returns its namespace. */
  public NetNamespace where() {
    return where;
  }

  @Override
  public String toString() {
    return device() + " in " + where;
  }
}
