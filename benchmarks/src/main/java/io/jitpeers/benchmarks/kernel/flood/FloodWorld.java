package io.jitpeers.benchmarks.kernel.flood;

import com.google.common.net.InetAddresses;
import io.jitpeers.kerneltests.gateway.floods.Flood;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.process.ScriptedControlPlane;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Crowd;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A gateway with a control plane, known clients at one address, and unknown clients at many other
 * addresses. One of the known clients pings all the time. Idle clients are evicted within a few
 * seconds. The caller lets all known clients connect with {@link #serve} before it measures. When a
 * client is measured, the gateway has therefore accepted an earlier handshake of this client. Such
 * a handshake proves that the client possesses its private key. Not thread-safe.
 */
final class FloodWorld implements AutoCloseable {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int PATIENCE_SECONDS = 20;
  private static final int SOURCES = 200;

  /**
   * The number of clients that connect at once. It is below the burst of initiations that the
   * gateway accepts from one address.
   */
  private static final int AT_ONCE = 40;

  private static final Duration TIME_TO_GO = Duration.ofMinutes(2);

  private static final List<String> EVICTING =
      GatewayProcess.set(
          "eviction.accept-session-loss=true",
          "eviction.lossless-floor=1s",
          "eviction-policy.idle.after=1s",
          "eviction-policy.probation.after=2s",
          "eviction.every=1s");

  /**
   * A low limit of concurrent lookups. The gateway permits unknown clients only a share of this
   * limit, and a flood must use up the share. With the default limit of 256, the HTTP processing of
   * gateway and control plane would use up the single processor of a User-Mode Linux first. The
   * result would then show how many requests a processor handles.
   */
  private static final List<String> FEW_PLACES =
      GatewayProcess.set("provisioning.max-lookups-in-flight=16");

  private final World world = new World();
  private final Site strangers;
  private final WireGuardInterface wg;
  private final ScriptedControlPlane controlPlane;
  private final GatewayProcess gateway;
  private final SteadyPing steady;
  private final Crowd known;
  private long seed = 1;

  /**
   * Creates the world, and waits until the pinging client gets an answer. The other known clients
   * have not connected yet.
   *
   * @param clients how many clients return repeatedly
   */
  FloodWorld(int clients) throws IOException {
    Site site = world.site("clients");
    strangers = world.site("strangers");
    Flood.own(strangers.namespace(), "198.19.0.0/16");
    controlPlane =
        world.own(
            ScriptedControlPlane.start(
                world.gateway(), IntStream.rangeClosed(0, clients).mapToObj(FloodWorld::member)));
    wg = WG.create(world.gateway());
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name()));
    flags.addAll(Way.REPLAY_PCAP.flags());
    flags.addAll(EVICTING);
    flags.addAll(FEW_PLACES);
    gateway =
        world
            .own(GatewayProcess.launchAsIs(world.gateway(), "flood", STATUS_PORT, flags))
            .awaitStarted();
    Client talker = client(site, clients).join();
    steady = world.own(SteadyPing.start(talker, "0.01", Files.createTempDirectory("flood")));
    steady.awaitAnswer();
    known =
        Crowd.of(IntStream.range(0, clients).mapToObj(index -> client(site, index)).toList())
            .join();
  }

  private static Member member(int index) {
    return Member.of(0, index);
  }

  private static Client client(Site site, int index) {
    return Client.of(site, member(index), WG, Family.IPV4);
  }

  /** Sets the control plane's delay. */
  void controlPlaneTakes(Duration time) {
    controlPlane.takes(time);
  }

  /** Lets all clients connect without measuring them, several at a time. */
  void serve() throws IOException {
    awaitGone();
    List<Client> clients = known.clients();
    for (int from = 0; from < clients.size(); from += AT_ONCE) {
      Crowd some = Crowd.of(clients.subList(from, Math.min(clients.size(), from + AT_ONCE)));
      if (some.ping(PATIENCE_SECONDS).size() < some.clients().size()) {
        throw new IOException("Not all clients were answered before there was a flood");
      }
    }
  }

  /** Waits until all known clients except the pinging one are evicted. */
  void awaitGone() throws IOException {
    if (!Await.until(TIME_TO_GO, () -> wg.dump().peers().size() <= 1)) {
      throw new IOException("Idle clients are not evicted: " + wg.dump().peers());
    }
    known.forgetSessions();
  }

  /**
   * Pings from one evicted client after another. The caller has to call {@link #awaitGone} first.
   * Returns how many milliseconds each client waits for its first reply.
   *
   * @param count the number of clients that ping
   */
  List<Double> firstReplies(int count) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (Client client : known.clients().subList(0, count)) {
      millis.add(
          client
              .ping(PATIENCE_SECONDS)
              .orElseThrow(() -> new IOException("No answer to the ping of " + client)));
    }
    return millis;
  }

  /**
   * Starts a flood from many addresses. The flood ends after the given time, or earlier if it is
   * closed.
   */
  Flood flood(FloodKind kind, Duration atMost) {
    int count = (int) (kind.perSecond() * atMost.toSeconds());
    Supplier<byte[]> datagrams =
        kind.datagrams(WG.privateKey().publicKey(), seed++, Instant.now(), count);
    List<InetAddress> from =
        IntStream.range(0, SOURCES)
            .mapToObj(i -> InetAddresses.forString("198.19." + i / 250 + "." + (1 + i % 250)))
            .toList();
    InetSocketAddress to =
        new InetSocketAddress(
            InetAddresses.forString(strangers.gatewayAddress(Family.IPV4)), WG.port());
    return Flood.start(strangers.namespace(), from, to, count, kind.perSecond(), datagrams);
  }

  /** Returns how many pings of the pinging client were lost so far. */
  int lostPings() {
    steady.awaitAnswer();
    return steady.lost().size();
  }

  /** Returns the outcomes of packets so far, and the counters of the source, for human readers. */
  List<String> outcomes() {
    return gateway
        .metrics()
        .lines()
        .filter(line -> line.startsWith("jit_packets_total{") || line.startsWith("jit_source_"))
        .filter(line -> !line.endsWith(" 0.0"))
        .map(line -> line.replaceAll(".*outcome=\"([a-z_0-9]+)\".* ([0-9.E]+)$", "$1 $2"))
        .toList();
  }

  @Override
  public void close() {
    world.close();
  }
}
