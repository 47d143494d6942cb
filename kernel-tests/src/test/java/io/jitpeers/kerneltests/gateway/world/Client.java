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
 * A member that is somewhere: a WireGuard interface that knows the gateway, which need not know it.
 * Others may be in the same namespace.
 */
public final class Client {
  /** How long to wait for a reply that has to come, on a machine however busy. */
  public static final int PATIENCE_SECONDS = 90;

  /** For many clients at once, on a busy machine. */
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

  /** Makes a client that is not there yet. */
  public static Client of(
      NetNamespace where, Member member, GatewayInterface gateway, String endpointAddress) {
    return new Client(where, member, gateway, endpointAddress, gateway.port());
  }

  /** The same client, not there yet, that comes to another port, which is forwarded. */
  public Client through(int port) {
    return new Client(where, member, gateway, address, port);
  }

  /** Makes a client at a site that is not there yet. */
  public static Client of(Site site, Member member, GatewayInterface gateway, Family family) {
    return of(site.namespace(), member, gateway, site.gatewayAddress(family));
  }

  /**
   * Brings clients of one namespace up, in one command. A process each is what costs time, so ip(8)
   * is called once for all.
   */
  public static void join(List<Client> clients) {
    String links =
        clients.stream()
            .map(client -> "link add " + client.device() + " type wireguard\n")
            .collect(Collectors.joining());
    bringUp(clients, links);
  }

  /** Brings it up. */
  public Client join() {
    join(List.of(this));
    return this;
  }

  /** Configures an interface of its name that is there already, and brings it up. */
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
   * Several clients have a route to the same address; each is used by who is bound to its
   * interface.
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

  /** The gateway, as wg(8) reads it in files. */
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

  /** Its interface's name. */
  public String device() {
    return "c" + gateway.network() + "x" + member.index();
  }

  /** Who it is. */
  public Member member() {
    return member;
  }

  /** Its key. */
  public PublicKey publicKey() {
    return member.publicKey();
  }

  /**
   * Sends one packet through the tunnel, and waits for its answer. The kernel keeps the packet
   * while it shakes hands, so that is included.
   *
   * @return how many milliseconds it took, or nothing if no answer came in time
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

  /** Has it begin a handshake, whether or not it is answered. */
  public Client knock() {
    var unused = ping(1);
    return this;
  }

  /** The UDP port that it sends from. */
  public int port() {
    return Integer.parseInt(where.run("wg", "show", device(), "listen-port").strip());
  }

  /** Makes it begin anew: its next packet takes a handshake. */
  public Client forgetSession() {
    forgetSessions(List.of(this));
    return this;
  }

  /** Has clients of one namespace forget their sessions. */
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

  /** Takes the gateway's new key, and begins anew. Not thread-safe. */
  public Client knowing(PublicKey newGatewayKey) {
    where.run("wg", "set", device(), "peer", gatewayKey.toBase64(), "remove");
    gatewayKey = newGatewayKey;
    return forgetSession();
  }

  /** Takes its interface away. */
  public void leave() {
    where.run("ip", "link", "delete", device());
  }

  /** The gateway's interface that it talks to. */
  public GatewayInterface gateway() {
    return gateway;
  }

  /** Where it is. */
  public NetNamespace where() {
    return where;
  }

  @Override
  public String toString() {
    return device() + " in " + where;
  }
}
