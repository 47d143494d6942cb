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
 * A given number of datagrams at a steady pace, from a namespace's addresses in turn. It ends by
 * itself, or earlier when it is closed.
 */
public final class Flood implements AutoCloseable {
  private static final int TOGETHER = 50;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final CompletableFuture<Integer> sent = new CompletableFuture<>();
  private volatile boolean closed;

  private Flood() {}

  /**
   * Makes all addresses of a network local to a namespace, so that it can send from them.
   *
   * @param network with its prefix length, such as {@code 198.19.0.0/16}
   */
  public static void own(NetNamespace where, String network) {
    where.run("ip", "route", "add", "local", network, "dev", "lo");
    // In IPv6, a local route alone does not permit binding to its addresses.
    where.run("sysctl", "-qw", "net.ipv6.ip_nonlocal_bind=1");
  }

  /**
   * Starts a flood.
   *
   * @param from source addresses, which are local to the namespace
   * @param count the number of datagrams
   * @param perSecond the most datagrams per second
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

  /** Returns whether it is still sending. */
  public boolean isRunning() {
    return !sent.isDone();
  }

  /** Waits for its end; returns how many datagrams were sent. */
  public int awaitEnd() {
    return sent.join();
  }

  /** Ends it now, and waits for its end. */
  @Override
  public void close() {
    closed = true;
    int unused = sent.join();
  }
}
