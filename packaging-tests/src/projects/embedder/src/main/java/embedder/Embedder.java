package embedder;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.fleet.RedisFleet;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.micrometer.JitMetrics;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.netlink.NfqueuePacketSource;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.replay.sqlite.SqliteReplayStore;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;

/**
 * A program that uses every library and runs an orchestrator. Its compile class path contains only
 * the libraries and what their APIs need.
 */
public final class Embedder {
  /**
   * Classes of four libraries that {@link #main} does not use: jit-netlink, jit-pcap, jit-fleet and
   * jit-replay-sqlite. The program compiles only if the references to these classes need no
   * further dependencies.
   */
  static final List<Class<?>> PARTS =
      List.of(
          NetlinkPeerStore.class,
          NfqueuePacketSource.class,
          PcapPacketSource.class,
          RedisFleet.class,
          SqliteReplayStore.class);

  private Embedder() {}

  /** Runs an orchestrator, and prints its state. */
  public static void main(String[] args) throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (JitOrchestrator gateway =
        JitOrchestrator.builder()
            .packetSource(new DirectPacketSource())
            .configSource(HttpPeerConfigSource.builder(URI.create("http://127.0.0.1:1")).build())
            .store(
                InMemoryPeerStore.builder()
                    .privateKey(PrivateKey.generate(new SecureRandom()))
                    .build())
            .build()) {
      new JitMetrics(gateway).bindTo(meters);
      gateway.start();
      System.out.println("running: " + gateway.isRunning());
      System.out.println("prefix: " + IpPrefix.parse("10.1.0.0/16"));
      System.out.println("meters: " + meters.get("jit.peers.resident").gauge().value());
      System.out.println("parts: " + PARTS.size());
    }
  }
}
