package io.jitpeers.benchmarks.sections;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.source.UdpPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with its own UDP port and an in-memory store, in a fresh JVM. When the peer of a
 * datagram is installed, the datagram is sent back to its sender, as a substitute for the data
 * plane's reply. The program creates no initiations itself, because that would run the measured
 * code before the measurement.
 */
public final class FirstClientMain {
  private FirstClientMain() {}

  /**
   * Serves until the process ends, and prints the gateway's address and how long the start took.
   *
   * @param arguments the gateway's private key, the maximum duration of the warm-up in
   *     milliseconds, and optionally a control plane's URL; without a URL, answers come from memory
   * @throws Exception if the gateway cannot serve
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    AtomicReference<@Nullable UdpPacketSource> port = new AtomicReference<>();
    UdpPacketSource source =
        UdpPacketSource.builder()
            .bindAddress(InetAddress.getLoopbackAddress())
            .forwarder((datagram, client) -> reply(port.get(), datagram, client))
            .build();
    port.set(source);
    JitOrchestrator jit =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(configs(arguments.length > 2 ? arguments[2] : null))
            .store(
                InMemoryPeerStore.builder().privateKey(PrivateKey.ofBase64(arguments[0])).build())
            .admissionOptions(
                AdmissionOptions.builder().perSourceRate(10_000).perSourceBurst(10_000).build())
            .startOptions(
                StartOptions.builder()
                    .warmUp(Duration.ofMillis(Long.parseLong(arguments[1])))
                    .build())
            .build();
    long start = System.nanoTime();
    jit.start();
    double took = (System.nanoTime() - start) / 1e6;
    // The code that sends replies is not to be measured, so it runs once in advance. The datagram
    // goes to another socket: sending it to the gateway itself would cause endless replies.
    try (DatagramSocket nobody = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      reply(source, ByteBuffer.allocate(1), (InetSocketAddress) nobody.getLocalSocketAddress());
    }
    System.out.println(
        "listening on udp://127.0.0.1:" + source.localAddress().getPort() + "?" + took);
    new CountDownLatch(1).await();
  }

  private static void reply(
      @Nullable UdpPacketSource port, ByteBuffer datagram, InetSocketAddress client) {
    try {
      if (port == null || port.send(datagram, client) == 0) {
        throw new IllegalStateException("the reply was not sent");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PeerConfigSource configs(@Nullable String controlPlane) {
    if (controlPlane != null) {
      return HttpPeerConfigSource.builder(URI.create(controlPlane)).build();
    }
    AtomicInteger number = new AtomicInteger(0x0A00_0000);
    return PeerConfigSource.calledOn(
        query ->
            CompletableFuture.completedFuture(
                PeerLookup.found(config(query.key(), number.incrementAndGet()), Freshness.NONE)),
        Runnable::run);
  }

  /**
   * Returns a config, without parsing text. Otherwise classes for parsing would be loaded while the
   * first client waits.
   */
  private static PeerConfig config(PublicKey key, int address) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).putInt(0, address);
    return PeerConfig.builder(key).allowedIp(IpPrefix.ofAddress(bytes)).build();
  }
}
