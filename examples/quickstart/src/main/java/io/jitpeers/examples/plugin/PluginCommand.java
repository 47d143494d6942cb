package io.jitpeers.examples.plugin;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.JitOrchestratorBuilder;
import io.jitpeers.event.JitEvent;
import io.jitpeers.examples.common.Version;
import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.examples.simulation.Loopback;
import io.jitpeers.examples.simulation.MovableClock;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * The command {@code plugin}: creates an orchestrator from settings, including an eviction policy
 * that is a plug-in.
 */
@Command(
    name = "plugin",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Creates an orchestrator, the part of the library that provisions and evicts peers, from"
          + " settings that select a plug-in: the eviction policy \"visitors\" of this program."
          + " Ends with 0 if a client's peer was provisioned, and then evicted by this policy."
    })
public final class PluginCommand implements Callable<Integer> {
  private static final String TOKEN = "an-example-and-no-secret";
  private static final Duration STAY = Duration.ofMinutes(4);
  private static final long PATIENCE_SECONDS = 20;

  private final PrintStream out;
  private final SecureRandom random = new SecureRandom();
  private final InetAddress loopback = Loopback.detect().gateway();

  /** Creates a command that prints to standard output. */
  public PluginCommand() {
    this(System.out);
  }

  PluginCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the command.
   *
   * @return 0 if a peer was installed and the plug-in evicted it, else 1
   * @throws Exception if the command could not run
   */
  @Override
  public Integer call() throws Exception {
    PrivateKey visitor = PrivateKey.generate(random);
    PrivateKey gateway = PrivateKey.generate(random);
    PeerConfig config =
        PeerConfig.builder(visitor.publicKey()).allowedIp(IpPrefix.parse("10.7.0.1/32")).build();
    Path keyFile = secretFile(Base64.getEncoder().encodeToString(gateway.toBytes()));
    Path tokenFile = secretFile(TOKEN);
    try (ControlPlaneServer controlPlane =
        new ControlPlaneServer(
            key -> Optional.of(config).filter(c -> c.publicKey().equals(key)), TOKEN)) {
      Map<String, String> settings = new TreeMap<>();
      settings.put("packet-source", "udp");
      settings.put("packet-source.udp.port", "0");
      settings.put("packet-source.udp.bind-address", loopback.getHostAddress());
      settings.put("peer-store", "memory");
      settings.put("peer-store.memory.private-key-file", keyFile.toString());
      settings.put("config-source", "http");
      settings.put("config-source.http.base-url", controlPlane.uri().toString());
      settings.put("config-source.http.bearer-token-file", tokenFile.toString());
      settings.put("eviction-policy", "visitors");
      settings.put("eviction-policy.visitors.after", "3m");
      settings.put("eviction.every", "100ms");
      settings.forEach((key, value) -> out.println("  " + key + "=" + value));
      boolean right = run(JitOrchestrator.builder(settings), visitor, gateway.publicKey());
      out.println(right ? "OK" : "FAILED: the visitor was not provisioned and evicted");
      return right ? 0 : 1;
    } finally {
      Files.delete(keyFile);
      Files.delete(tokenFile);
    }
  }

  private boolean run(JitOrchestratorBuilder builder, PrivateKey visitor, PublicKey gateway)
      throws Exception {
    MovableClock clock = new MovableClock();
    BlockingQueue<JitEvent> events = new LinkedBlockingQueue<>();
    try (JitOrchestrator orchestrator =
        builder
            .timeSource(clock)
            .listener(
                event -> {
                  if (!(event instanceof JitEvent.SweepCompleted)) {
                    events.add(event);
                  }
                })
            .build()) {
      orchestrator.start();
      byte[] initiation =
          FakeClient.of(visitor, gateway, random)
              .initiation(Tai64n.of(clock.wallTime()), random.nextInt());
      send(initiation, new InetSocketAddress(loopback, portOf(orchestrator)));
      boolean installed = next(events) instanceof JitEvent.PeerInstalled;
      out.println("the clock is moved forward by " + STAY.toMinutes() + " minutes");
      clock.moveForward(STAY);
      return installed && next(events) instanceof JitEvent.PeerEvicted;
    }
  }

  private @Nullable JitEvent next(BlockingQueue<JitEvent> events) throws InterruptedException {
    JitEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    out.println("  " + event);
    return event;
  }

  /**
   * Returns the packet source's port. Reads the port from the source's name: the source was created
   * from settings, so only the orchestrator has a reference to it.
   */
  private static int portOf(JitOrchestrator orchestrator) {
    String name = orchestrator.statistics().sources().keySet().iterator().next();
    return Integer.parseInt(name.substring(name.indexOf(':') + 1));
  }

  private static void send(byte[] datagram, InetSocketAddress gateway) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(datagram, datagram.length, gateway));
    }
  }

  private static Path secretFile(String content) throws IOException {
    // On POSIX file systems only the owner can read a temporary file.
    return Files.writeString(Files.createTempFile("jit-example-", ".secret"), content);
  }
}
