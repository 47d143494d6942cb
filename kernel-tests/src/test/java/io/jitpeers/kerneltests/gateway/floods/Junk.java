package io.jitpeers.kerneltests.gateway.floods;

import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Sends initiations at a steady pace, or more slowly on a busy machine, from the address of a
 * site's clients. The gateway's public key is sufficient to create them: their MAC1 is valid, but
 * they claim a key that their sender does not hold.
 */
final class Junk implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int PAUSES_A_SECOND = 20;
  private static final Tai64n SENT = Tai64n.of(Instant.parse("2026-01-01T00:00:00Z"));

  /** More than are sent within a second, in which a copy would count as a duplicate. */
  private static final int DIFFERENT = 1_000;

  private final DatagramSocket socket;
  private final AtomicLong sent = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  private Junk(DatagramSocket socket, List<DatagramPacket> packets, int perSecond) {
    this.socket = socket;
    this.thread = new Thread(() -> send(packets, perSecond), "junk");
    thread.setDaemon(true);
  }

  /** Starts to send. */
  static Junk start(Site site, GatewayInterface gateway, int perSecond) throws Exception {
    InetSocketAddress to = new InetSocketAddress(site.gatewayAddress(Family.IPV4), gateway.port());
    PublicKey gatewayKey = gateway.privateKey().publicKey();
    SecureRandom random = new SecureRandom();
    FakeClient impostor = FakeClient.impostor(gatewayKey, gatewayKey, random);
    List<DatagramPacket> packets =
        Stream.generate(() -> impostor.initiation(SENT, random.nextInt()))
            .limit(DIFFERENT)
            .map(payload -> new DatagramPacket(payload, payload.length, to))
            .toList();
    InetAddress from = InetAddress.getByName(site.address(Family.IPV4));
    Junk junk =
        new Junk(site.namespace().call(() -> new DatagramSocket(0, from)), packets, perSecond);
    junk.thread.start();
    return junk;
  }

  /** After a pause of the machine, the missed datagrams are not sent in a burst. */
  private void send(List<DatagramPacket> packets, int perSecond) {
    while (!stopped) {
      LockSupport.parkNanos(PAUSE.toNanos());
      for (int i = 0; i < perSecond / PAUSES_A_SECOND && !stopped; i++) {
        send(packets.get((int) (sent.getAndIncrement() % packets.size())));
      }
    }
  }

  private void send(DatagramPacket packet) {
    try {
      socket.send(packet);
    } catch (IOException e) {
      if (!stopped) {
        throw new UncheckedIOException("the junk could not be sent", e);
      }
    }
  }

  /** Returns how many datagrams it has sent. */
  long sent() {
    return sent.get();
  }

  @Override
  public void close() {
    stopped = true;
    socket.close();
    LockSupport.unpark(thread);
  }
}
