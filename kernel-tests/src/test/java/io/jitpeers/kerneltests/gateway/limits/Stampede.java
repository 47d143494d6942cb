package io.jitpeers.kerneltests.gateway.limits;

import com.google.common.net.InetAddresses;
import io.jitpeers.kerneltests.gateway.floods.Flood;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.WallClock;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Clients that connect one after another within a short time. Each sends an initiation every five
 * seconds until the kernel answers it, as WireGuard does. They have no interfaces, because a
 * User-Mode Linux takes long to create many.
 */
final class Stampede implements AutoCloseable {
  /** REKEY_TIMEOUT, whitepaper section 6.1. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private static final String NETWORK = "198.19.0.0/16";

  /** The length of a response, which begins with its type and the receiver index. */
  private static final int RESPONSE_LENGTH = 92;

  private static final int RESPONSE = 2;
  private static final int RECEIVER = 8;

  private final InetSocketAddress to;
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "stampede");
            made.setDaemon(true);
            return made;
          });

  /** One of the clients. Only the stampede's thread accesses its state until all are served. */
  static final class Client {
    private final int number;
    private final FakeClient client;
    private final DatagramChannel from;
    private int tries;
    private int place;

    Client(int number, FakeClient client, DatagramChannel from) {
      this.number = number;
      this.client = client;
      this.from = from;
    }

    /** Returns its position in the order of connecting, from 1. */
    int number() {
      return number;
    }

    /** Returns how many initiations it sent. */
    int tries() {
      return tries;
    }

    /** Returns its position in the order of being served, from 1; 0 if it was not served. */
    int place() {
      return place;
    }
  }

  /**
   * Creates the clients, which do not connect yet.
   *
   * @param addresses the number of addresses that they use in turn
   */
  Stampede(World world, GatewayInterface gateway, List<Member> members, int addresses)
      throws Exception {
    Site site = world.site("clients");
    to =
        new InetSocketAddress(
            InetAddresses.forString(site.gatewayAddress(Family.IPV4)), gateway.port());
    Flood.own(site.namespace(), NETWORK);
    world.gateway().run("ip", "route", "add", NETWORK, "via", site.address(Family.IPV4));
    for (int i = 1; i <= addresses; i++) {
      InetAddress address = InetAddresses.forString("198.19." + i / 250 + "." + (1 + i % 250));
      channels.add(
          site.namespace()
              .call(() -> DatagramChannel.open().bind(new InetSocketAddress(address, 0))));
    }
    PublicKey key = gateway.privateKey().publicKey();
    SecureRandom random = new SecureRandom();
    for (Member member : members) {
      int number = clients.size() + 1;
      clients.add(
          new Client(
              number,
              FakeClient.of(member.privateKey(), key, random),
              channels.get(number % channels.size())));
    }
    for (DatagramChannel channel : channels) {
      channel.configureBlocking(false);
    }
  }

  /** Makes the clients connect, at the given number per second. */
  void come(int perSecond) {
    long nanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    every(LOOK_EVERY.toNanos(), LOOK_EVERY.toNanos(), this::receive);
    for (Client client : clients) {
      every(client.number * nanos, RETRY.toNanos(), () -> send(client));
    }
  }

  private void every(long firstNanos, long nanos, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          }
        };
    var unused = thread.scheduleWithFixedDelay(guarded, firstNanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void send(Client client) {
    if (client.place > 0) {
      return;
    }
    client.tries++;
    byte[] initiation = client.client.initiation(Tai64n.of(WallClock.now()), client.number);
    try {
      client.from.send(ByteBuffer.wrap(initiation), to);
    } catch (IOException e) {
      throw new UncheckedIOException("an initiation could not be sent", e);
    }
  }

  private void receive() {
    ByteBuffer datagram = ByteBuffer.allocate(2_048).order(ByteOrder.LITTLE_ENDIAN);
    try {
      for (DatagramChannel channel : channels) {
        while (channel.receive(datagram.clear()) != null) {
          take(datagram.flip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("answers could not be received", e);
    }
  }

  private void take(ByteBuffer datagram) {
    if (datagram.remaining() != RESPONSE_LENGTH || datagram.getInt(0) != RESPONSE) {
      return;
    }
    Client client = clients.get(datagram.getInt(RECEIVER) - 1);
    if (client.place == 0) {
      client.place = served.get() + 1;
      served.incrementAndGet();
    }
  }

  /** Returns how many clients the kernel has answered. */
  int served() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new AssertionError("The stampede broke off", failed);
    }
    return served.get();
  }

  /** Returns the clients, in the order of connecting. Read them only after all are served. */
  List<Client> clients() {
    return clients;
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    for (DatagramChannel channel : channels) {
      channel.close();
    }
  }
}
