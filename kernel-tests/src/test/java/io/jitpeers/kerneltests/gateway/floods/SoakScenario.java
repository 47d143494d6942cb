package io.jitpeers.kerneltests.gateway.floods;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WallClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that are installed and evicted continually. Every installed peer has been evicted or is
 * resident, the kernel destroys what it created (the ledger checks that), and the gateway holds no
 * more threads and descriptors than before.
 */
abstract class SoakScenario {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int PER_SECOND = 300;

  /** Each client connects every ten seconds, and is evicted well before. */
  private static final int MEMBERS = 10 * PER_SECOND;

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ADDRESSES = 100;

  /** Threads that start when they are first needed, and connections to the control plane. */
  private static final int SOME_MORE = 20;

  @TempDir static Path folder;

  private final int cycles;

  /**
   * Creates a scenario.
   *
   * @param cycles how often a peer is installed
   */
  SoakScenario(int cycles) {
    this.cycles = cycles;
  }

  private static GatewayProcess gateway(World world, ControlPlaneProcess controlPlane) {
    WG.create(world.gateway());
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(
        GatewayProcess.set(
            "eviction.accept-session-loss=true",
            "eviction.lossless-floor=1s",
            "eviction-policy.idle.after=1s",
            "eviction-policy.probation.after=2s",
            "eviction.every=1s"));
    return world
        .own(GatewayProcess.launch(world.gateway(), "soak", STATUS_PORT, flags))
        .awaitStarted();
  }

  @Test
  void whatIsInstalledIsEvictedAndNothingElseGrows() {
    try (World world = new World()) {
      Site site = world.site("members");
      Flood.own(site.namespace(), "198.19.0.0/16");
      ControlPlaneProcess controlPlane =
          world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
      GatewayProcess gateway = gateway(world, controlPlane);
      double threads = gateway.metric("jvm_threads_live_threads");
      int descriptors = gateway.process().openDescriptors();
      come(site, gateway, Math.min(MEMBERS / 2, cycles / 4));
      String before = look(gateway);

      come(site, gateway, cycles);

      System.out.println("Before " + cycles + " cycles: " + before + "; after: " + look(gateway));
      // Idle workers and connections are closed after about half a minute.
      boolean few =
          Await.until(
              PATIENCE, () -> gateway.metric("jvm_threads_live_threads") <= threads + SOME_MORE);
      boolean fewOpen =
          Await.until(
              PATIENCE, () -> gateway.process().openDescriptors() <= descriptors + SOME_MORE);
      System.out.println("Idle after that: " + look(gateway));
      assertThat(few).as("threads are as few as before").isTrue();
      assertThat(fewOpen).as("descriptors are as few as before").isTrue();
    }
  }

  private static void come(Site site, GatewayProcess gateway, int count) {
    List<InetAddress> from =
        IntStream.range(0, ADDRESSES)
            .mapToObj(i -> InetAddresses.forString("198.19.1." + (1 + i)))
            .toList();
    InetSocketAddress to =
        new InetSocketAddress(InetAddresses.forString(site.gatewayAddress(Family.IPV4)), WG.port());
    double installed = gateway.metric("jit_packets_total", "installed");
    List<Member> members = Member.first(0, MEMBERS).toList();
    try (Flood flood =
        Flood.start(
            site.namespace(),
            from,
            to,
            count,
            PER_SECOND,
            Datagrams.members(WG.privateKey().publicKey(), members, WallClock.now()))) {
      assertThat(flood.awaitEnd()).isEqualTo(count);
    }
    requireGone(gateway);
    double here = gateway.metric("jit_packets_total", "installed") - installed;
    assertThat(here).as("of %s", count).isGreaterThan(count / 2.0);
  }

  /** Checks that all were installed and evicted, without other outcomes. */
  private static void requireGone(GatewayProcess gateway) {
    boolean gone = Await.until(PATIENCE, () -> isGone(gateway.metrics()));
    String numbers = gateway.metrics();
    assertThat(GatewayProcess.metricOf(numbers, "jit_peers_resident"))
        .as("in time: %s", gone)
        .isZero();
    double installed = GatewayProcess.metricOf(numbers, "jit_packets_total", "installed");
    // On a slow machine a client connects again while its peer is resident, and the peer is
    // installed again.
    double again = GatewayProcess.metricOf(numbers, "jit_peers_installed_again_total");
    assertThat(GatewayProcess.metricOf(numbers, "jit_evictions_total"))
        .isBetween(installed - again, installed);
  }

  /** An eviction is counted after its peer is gone. */
  private static boolean isGone(String numbers) {
    double installed = GatewayProcess.metricOf(numbers, "jit_packets_total", "installed");
    double again = GatewayProcess.metricOf(numbers, "jit_peers_installed_again_total");
    return GatewayProcess.metricOf(numbers, "jit_peers_resident") == 0
        && GatewayProcess.metricOf(numbers, "jit_evictions_total") >= installed - again;
  }

  private static String look(GatewayProcess gateway) {
    String numbers = gateway.metrics();
    return "%.0f installed, %.0f evicted, heap %.1f MB, %.0f threads, %d descriptors"
        .formatted(
            GatewayProcess.metricOf(numbers, "jit_packets_total", "installed"),
            GatewayProcess.metricOf(numbers, "jit_evictions_total"),
            GatewayProcess.metricOf(numbers, "jvm_memory_used_bytes", "heap") / 1e6,
            GatewayProcess.metricOf(numbers, "jvm_threads_live_threads"),
            gateway.process().openDescriptors());
  }
}
