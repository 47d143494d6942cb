package io.jitpeers.kerneltests.gateway.floods;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * So many datagrams at a pace, from addresses of a namespace in turn. It ends by itself, and
 * earlier when it is closed.
 */
public final class Flood implements AutoCloseable {
  private static final int TOGETHER = 50;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final CompletableFuture<Integer> sent = new CompletableFuture<>();
  private volatile boolean closed;

  private Flood() {}

  /**
   * Has a namespace send from any address of a network.
   *
   * @param network with its length, such as {@code 198.19.0.0/16}
   */
  public static void own(NetNamespace where, String network) {
    where.run("ip", "route", "add", "local", network, "dev", "lo");
    // IPv6 does not take a local route for an address that may be bound to.
    where.run("sysctl", "-qw", "net.ipv6.ip_nonlocal_bind=1");
  }

  /**
   * Starts.
   *
   * @param from addresses to send from, of the namespace itself
   * @param count how many datagrams
   * @param perSecond of them at the most
   */
  public static Flood start(
      NetNamespace where,
      List<InetAddress> from,
      InetSocketAddress to,
      int count,
      int perSecond,
      Supplier<byte[]> datagrams) {
    Flood flood = new Flood();
    Thread thread =
        new Thread(
            () -> {
              try {
                flood.sent.complete(
                    where.call(() -> flood.send(from, to, count, perSecond, datagrams)));
              } catch (Exception | Error e) {
                flood.sent.completeExceptionally(e);
              }
            },
            "flood");
    thread.setDaemon(true);
    thread.start();
    return flood;
  }

  private int send(
      List<InetAddress> from,
      InetSocketAddress to,
      int count,
      int perSecond,
      Supplier<byte[]> datagrams)
      throws IOException {
    List<DatagramChannel> channels = new ArrayList<>();
    int done = 0;
    try {
      for (InetAddress address : from) {
        channels.add(DatagramChannel.open().bind(new InetSocketAddress(address, 0)));
      }
      long pause = TOGETHER * NANOS_PER_SECOND / perSecond;
      for (; done < count && !closed; done++) {
        channels.get(done % channels.size()).send(ByteBuffer.wrap(datagrams.get()), to);
        if (done % TOGETHER == TOGETHER - 1) {
          LockSupport.parkNanos(pause);
        }
      }
      return done;
    } finally {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
    }
  }

  /** Whether it still sends. */
  public boolean isRunning() {
    return !sent.isDone();
  }

  /** Waits until it has ended; returns how many were sent. */
  public int awaitEnd() {
    return sent.join();
  }

  /** Ends it now, and waits for that. */
  @Override
  public void close() {
    closed = true;
    int unused = sent.join();
  }
}
