package io.jitpeers.kerneltests.gateway.fleet;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gateways with one private key behind one address, a router that sends the clients to one of them,
 * and the engine. Each gateway has a namespace, and a control plane beside it.
 */
final class FleetWorld implements AutoCloseable {
  static final GatewayInterface WG = new GatewayInterface(0);
  static final String ADDRESS = "198.18.100.1";
  static final int MEMBERS = 20;

  private static final int STATUS_PORT = 9586;
  private static final int FIRST_GATEWAY_NETWORK = 11;

  private final NetNamespace router = NetNamespace.create("router");
  private final NetNamespace clients = NetNamespace.create("clients");
  private final NetNamespace engineSide = NetNamespace.create("engine");
  private final Deque<AutoCloseable> owned = new ArrayDeque<>(List.of(router, clients, engineSide));
  private final List<Gateway> gateways = new ArrayList<>();
  private final Path folder;
  private final RedisProcess engine;

  FleetWorld(Path folder) {
    this.folder = folder;
    router.run("sysctl", "-q", "net.ipv4.ip_forward=1");
    attach(clients, "clients", 1);
    attach(engineSide, "engine", 2);
    engine = own(RedisProcess.start(engineSide, folder.resolve("engine")));
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
  record Gateway(NetNamespace where, String link, GatewayProcess process) {
    boolean has(PublicKey key) {
      return WG.in(where).dump().find(key).isPresent();
    }

    double packets(String outcome) {
      return process.metric("jit_packets_total", outcome);
    }
  }

  /** Starts a gateway. */
  Gateway start(String label, String... settings) {
    int network = FIRST_GATEWAY_NETWORK + gateways.size();
    NetNamespace where = own(NetNamespace.create(label));
    attach(where, "to-" + label, network);
    where.run("ip", "address", "add", ADDRESS + "/32", "dev", "lo");
    // Clients are answered from the shared address, as docs/fleet.md demands; the engine is not.
    String next = host(network, 1);
    where.run("ip", "route", "replace", "default", "via", next, "src", ADDRESS);
    where.run("ip", "route", "add", host(2, 0) + "/24", "via", next, "src", host(network, 2));
    WireGuardInterface device = WG.create(where);
    ControlPlaneProcess controlPlane =
        own(ControlPlaneProcess.start(where, folderOf(label), Member.first(WG.network(), MEMBERS)));
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", device.name(), "--source", "pcap"));
    flags.addAll(
        GatewayProcess.set(
            "fleet=redis", "fleet.redis.url=" + engineUrl(), "fleet.replay.wait=1s"));
    flags.addAll(GatewayProcess.set(settings));
    GatewayProcess process = own(GatewayProcess.launch(where, label, STATUS_PORT, flags));
    Gateway gateway = new Gateway(where, host(network, 2), process.awaitStarted());
    gateways.add(gateway);
    return gateway;
  }

  private Path folderOf(String label) {
    Path own = folder.resolve(label);
    if (!own.toFile().mkdirs()) {
      throw new AssertionError("Could not create " + own);
    }
    return own;
  }

  /** Sends the clients to a gateway from now on. */
  void routeTo(Gateway gateway) {
    router.run("ip", "route", "replace", ADDRESS + "/32", "via", gateway.link());
  }

  NetNamespace clients() {
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
    ExamplesProcess.run(engineSide, "fleet", "revoke", key.toBase64(), "--url", engineUrl());
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
