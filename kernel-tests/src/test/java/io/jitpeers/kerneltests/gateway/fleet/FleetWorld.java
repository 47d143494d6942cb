package io.jitpeers.kerneltests.gateway.fleet;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gateways with one private key behind one address, a router that sends the clients to one of them,
 * the engine, a control plane behind nginx, and a host on the private side, whose routes follow the
 * clients. Each has a namespace of its own.
 */
public final class FleetWorld implements AutoCloseable {
  /** The interface of each gateway. */
  public static final GatewayInterface WG = new GatewayInterface(0);

  /** The address at which clients reach the gateways. */
  public static final String ADDRESS = "198.18.100.1";

  static final int MEMBERS = 20;

  /** The address of the host on the private side, in the network of the clients. */
  static final String PRIVATE_HOST = "10.90.250.1";

  private static final int STATUS_PORT = 9586;
  private static final int FIRST_GATEWAY_NETWORK = 11;
  private static final int CACHE_PORT = 8090;

  /** How long the control plane's answers are fresh at the gateways and in the cache. */
  private static final List<String> FRESHNESS =
      List.of("--max-age=60", "--s-maxage=30", "--stale-while-revalidate=10");

  private final NetNamespace router = NetNamespace.create("router");
  private final NetNamespace clients = NetNamespace.create("clients");
  private final NetNamespace engineSide = NetNamespace.create("engine");
  private final NetNamespace controlSide = NetNamespace.create("control");
  private final NetNamespace privateSide = NetNamespace.create("private");
  private final Deque<AutoCloseable> owned =
      new ArrayDeque<>(List.of(router, clients, engineSide, controlSide, privateSide));
  private final List<Gateway> gateways = new ArrayList<>();
  private final Path folder;
  private final RedisProcess engine;
  private final ControlPlaneProcess controlPlane;

  FleetWorld(Path folder) {
    this(folder, MEMBERS);
  }

  /**
   * Creates the world without gateways.
   *
   * @param folder the folder for its files
   * @param known the number of members that the control plane knows
   */
  public FleetWorld(Path folder, int known) {
    this.folder = folder;
    router.run("sysctl", "-q", "net.ipv4.ip_forward=1");
    attach(clients, "clients", 1);
    attach(engineSide, "engine", 2);
    attach(controlSide, "control", 3);
    attach(privateSide, "private", 4);
    privateSide.run("ip", "address", "add", PRIVATE_HOST + "/32", "dev", "lo");
    engine = own(RedisProcess.start(engineSide, folder.resolve("engine")));
    Stream<Member> members = Member.first(WG.network(), known);
    controlPlane =
        own(ControlPlaneProcess.start(controlSide, folderOf("control"), members, FRESHNESS));
    own(
        CacheProcess.start(
            controlSide, "127.0.0.1:" + ControlPlaneProcess.PORT, host(3, 2) + ":" + CACHE_PORT));
    own(follow());
  }

  /** Starts the program that keeps the private host's routes. */
  private ExamplesProcess follow() {
    List<String> arguments = List.of("fleet", "follow", "--url", engineUrl(), "--routes");
    return ExamplesProcess.start(privateSide, "follow", arguments);
  }

  /** Connects a namespace to the router, which becomes its default route. */
  private void attach(NetNamespace side, String device, int network) {
    router.connect(device, host(network, 1) + "/24", side, host(network, 2) + "/24");
    side.run("ip", "route", "add", "default", "via", host(network, 1));
  }

  private static String host(int network, int number) {
    return "198.18." + network + "." + number;
  }

  private <T extends AutoCloseable> T own(T something) {
    owned.push(something);
    return something;
  }

  /** A gateway in a namespace of its own. */
  public record Gateway(NetNamespace where, String link, String name, GatewayProcess process) {
    /** Returns whether the kernel has a peer. */
    public boolean has(PublicKey key) {
      return WG.in(where).dump().find(key).isPresent();
    }

    double packets(String outcome) {
      return process.metric("jit_packets_total", outcome);
    }
  }

  /** Starts a gateway that recovers lost sessions. */
  public Gateway start(String label, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of("transport-source=pcap", "transport-source.pcap.interface=to-" + label));
    all.addAll(List.of(settings));
    return launch(label, all);
  }

  /** Starts a gateway that does not recover lost sessions. */
  public Gateway startWithoutRecovery(String label) {
    return launch(label, List.of());
  }

  private Gateway launch(String label, List<String> settings) {
    int network = FIRST_GATEWAY_NETWORK + gateways.size();
    NetNamespace where = own(NetNamespace.create(label));
    attach(where, "to-" + label, network);
    where.run("ip", "address", "add", ADDRESS + "/32", "dev", "lo");
    // Clients are answered from the shared address, as docs/fleet.md demands; the engine is not.
    String next = host(network, 1);
    where.run("ip", "route", "replace", "default", "via", next, "src", ADDRESS);
    for (int side : new int[] {2, 3}) {
      where.run("ip", "route", "add", host(side, 0) + "/24", "via", next, "src", host(network, 2));
    }
    String name = joinPrivateSide(where, label, network);
    WireGuardInterface device = WG.create(where);
    List<String> flags = new ArrayList<>(controlPlane.flags(host(3, 2) + ":" + CACHE_PORT));
    flags.addAll(List.of("--interface", device.name(), "--source", "pcap"));
    flags.addAll(
        GatewayProcess.set(
            "fleet=redis",
            "fleet.redis.url=" + engineUrl(),
            "fleet.replay.wait=1s",
            "fleet.gateway=" + name));
    flags.addAll(GatewayProcess.set(settings.toArray(String[]::new)));
    GatewayProcess process = own(GatewayProcess.launch(where, label, STATUS_PORT, flags));
    Gateway gateway = new Gateway(where, host(network, 2), name, process.awaitStarted());
    gateways.add(gateway);
    return gateway;
  }

  /** Connects a gateway to the private host. Returns the address at which the host reaches it. */
  private String joinPrivateSide(NetNamespace where, String label, int network) {
    String prefix = "10.80." + network;
    privateSide.connect("at-" + label, prefix + ".1/24", where, prefix + ".2/24");
    where.run("sysctl", "-q", "net.ipv4.ip_forward=1");
    where.run("ip", "route", "add", PRIVATE_HOST + "/32", "via", prefix + ".1");
    return prefix + ".2";
  }

  /** Returns where the private host sends packets for a member: a gateway's name, or nothing. */
  String privateRouteTo(Member member) {
    String route = privateSide.run("ip", "route", "show", member.address() + "/32");
    return route.isBlank() ? "" : route.replaceFirst("(?s).* via (\\S+).*", "$1");
  }

  /** Returns how many of the private host's routes lead to a gateway. */
  public long privateRoutesTo(Gateway gateway) {
    return privateSide
        .run("ip", "route", "show", "proto", "87")
        .lines()
        .filter(route -> route.contains(" via " + gateway.name() + " "))
        .count();
  }

  /** Sends a member a packet from the private host; returns whether it was answered. */
  boolean privatePing(Client client) {
    return privateSide
            .commands()
            .attempt("ping", "-c1", "-W15", "-I" + PRIVATE_HOST, client.member().address())
            .exitCode()
        == 0;
  }

  /** Adds a route to the private host through a client's tunnel. */
  void introducePrivateHost(Client client) {
    client.where().run("ip", "route", "add", PRIVATE_HOST + "/32", "dev", client.device());
  }

  private Path folderOf(String label) {
    Path own = folder.resolve(label);
    if (!own.toFile().mkdirs()) {
      throw new AssertionError("Could not create " + own);
    }
    return own;
  }

  /** Delays the packets from and to clients, half of a time in each direction. */
  public void roundTrip(Duration time) {
    for (NetNamespace side : new NetNamespace[] {router, clients}) {
      side.run(
          "tc",
          "qdisc",
          "replace",
          "dev",
          "clients",
          "root",
          "netem",
          "limit",
          "100000",
          "delay",
          time.dividedBy(2).toNanos() / 1_000 + "us");
    }
  }

  /** Sends the clients to a gateway from now on. */
  public void routeTo(Gateway gateway) {
    router.run("ip", "route", "replace", ADDRESS + "/32", "via", gateway.link());
  }

  /** Returns the namespace of the clients. */
  public NetNamespace clients() {
    return clients;
  }

  RedisProcess engine() {
    return engine;
  }

  String engineUrl() {
    return "redis://" + host(2, 2) + ":" + RedisProcess.PORT;
  }

  /** Runs {@code fleet revoke} beside the engine. */
  void revoke(PublicKey key) {
    ExamplesProcess.run(engineSide, revocation(key).toArray(String[]::new));
  }

  /** Starts {@code fleet revoke} beside the engine. */
  public ExamplesProcess startRevoking(PublicKey key) {
    return ExamplesProcess.start(engineSide, "revoke", revocation(key));
  }

  private List<String> revocation(PublicKey key) {
    return List.of("fleet", "revoke", key.toBase64(), "--url", engineUrl());
  }

  /** Returns when the engine took the latest announcement, by its clock, which is this one's. */
  public Instant announcedAt() {
    String latest = "return redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1]";
    // An entry's ID is the milliseconds since 1970, a hyphen and a number.
    String id = engine.command("EVAL", latest, "1", "jit:news");
    return Instant.ofEpochMilli(Long.parseLong(id.strip().replaceFirst("-.*", "")));
  }

  Stream<Gateway> gateways() {
    return gateways.stream();
  }

  @Override
  public void close() {
    owned.forEach(
        something -> {
          try {
            something.close();
          } catch (Exception e) {
            throw new AssertionError("Could not close " + something, e);
          }
        });
  }
}
