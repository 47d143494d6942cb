package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.wireguard.ResponderKey;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reinjects datagrams through raw sockets, with the IP header included. Reinjects only datagrams
 * whose destination is an address of the sockets' network namespace.
 */
public final class RawSocketReinjector implements Reinjector {
  private static final Logger log = LoggerFactory.getLogger(RawSocketReinjector.class);

  /**
   * The length of an initiation (whitepaper section 5.4.2). Datagrams of any other length are not
   * sent.
   */
  private static final int INITIATION_LENGTH = 148;

  private final RawSender ipv4;
  private final @Nullable RawSender ipv6;
  private final LocalAddresses localAddresses;
  private final Forwards forwards;
  private final boolean localSources;
  private final UdpDatagramBuilder builder = new UdpDatagramBuilder(INITIATION_LENGTH);
  private final Map<ReinjectionOutcome, Long> counts = new EnumMap<>(ReinjectionOutcome.class);
  private boolean closed;

  RawSocketReinjector(
      RawSender ipv4,
      @Nullable RawSender ipv6,
      LocalAddresses localAddresses,
      Forwards forwards,
      boolean localSources) {
    this.forwards = forwards;
    this.localSources = localSources;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.localAddresses = localAddresses;
    for (ReinjectionOutcome outcome : ReinjectionOutcome.values()) {
      counts.put(outcome, 0L);
    }
  }

  /**
   * Opens the sockets. On a machine without IPv6, only IPv4 is reinjected, and a log entry says so.
   *
   * @param namespace the network namespace where the initiations arrive; null for the caller's
   * @param localSources whether initiations may come from an address of the namespace itself. The
   *     kernel drops such a packet if it arrives from outside, but not if it arrives over loopback.
   *     So the value is true only for captures on loopback.
   * @param forwarded the ports that the namespace's firewall translates; null if there are none
   * @throws IOException if a socket cannot be opened; if CAP_NET_RAW is missing, the message names
   *     a remedy
   */
  public static RawSocketReinjector open(
      @Nullable NetworkNamespace namespace, boolean localSources, @Nullable IntPredicate forwarded)
      throws IOException {
    return NetworkNamespace.callIn(
        namespace,
        () ->
            open(
                RawSocket::openIpv4,
                RawSocket::openIpv6,
                RouteLookup::openSocket,
                () -> forwarded == null ? Forwards.none() : Forwards.open(forwarded),
                localSources));
  }

  /** Opens a resource in the calling thread's network namespace. */
  interface Opener<T> {
    T open() throws SystemCallException;
  }

  static RawSocketReinjector open(
      Opener<? extends RawSender> ipv4,
      Opener<? extends RawSender> ipv6,
      Opener<? extends NetlinkSocket> routes,
      Supplier<Forwards> forwards,
      boolean localSources)
      throws SystemCallException {
    NetlinkSocket route = routes.open();
    RawSender sender = null;
    try {
      sender = ipv4.open();
      RawSender other = openIfThere(ipv6);
      return new RawSocketReinjector(
          sender, other, new RouteLookup(route), forwards.get(), localSources);
    } catch (SystemCallException | RuntimeException e) {
      route.close();
      if (sender != null) {
        sender.close();
      }
      throw e;
    }
  }

  private static @Nullable RawSender openIfThere(Opener<? extends RawSender> ipv6)
      throws SystemCallException {
    try {
      return ipv6.open();
    } catch (SystemCallException e) {
      if (e.errno() != Errno.EAFNOSUPPORT) {
        throw e;
      }
      log.info(
          "IPv6 is off on this machine: only IPv4 initiations are reinjected into the " + "kernel");
      return null;
    }
  }

  @Override
  public synchronized Reinjection reinject(
      InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload) {
    Reinjection done;
    try {
      done = new Reinjection(sendIfAllowed(source, destination, payload), null);
    } catch (SystemCallException e) {
      done = new Reinjection(ReinjectionOutcome.FAILED, e);
    }
    counts.merge(done.outcome(), 1L, Long::sum);
    return done;
  }

  private ReinjectionOutcome sendIfAllowed(
      InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload)
      throws SystemCallException {
    if (closed) {
      return ReinjectionOutcome.CLOSED;
    }
    if (!ResponderKey.looksLikeInitiation(payload)) {
      return ReinjectionOutcome.NOT_AN_INITIATION;
    }
    if (!AddressChecks.isUsable(source, destination)) {
      return ReinjectionOutcome.UNUSABLE_ADDRESS;
    }
    InetAddress to = destination.getAddress();
    RawSender sender = to instanceof Inet4Address ? ipv4 : ipv6;
    if (sender == null) {
      return ReinjectionOutcome.FAMILY_UNAVAILABLE;
    }
    if (AddressChecks.isIpv6LinkLocal(source) || AddressChecks.isIpv6LinkLocal(destination)) {
      return ReinjectionOutcome.LINK_LOCAL;
    }
    LocalAddresses.Ends ends = localAddresses.ends(source.getAddress(), to);
    if (!ends.localDestination()) {
      return ReinjectionOutcome.NOT_LOCAL;
    }
    if (!localSources && ends.localSource()) {
      return ReinjectionOutcome.UNUSABLE_ADDRESS;
    }
    ReinjectionOutcome refusal = answerRefusal(source, destination, ends);
    if (refusal != null) {
      return refusal;
    }
    // The datagram is sent with its original addresses even if the firewall translates it: the
    // kernel translates all packets of a tracked connection, and translates the answer back.
    sender.send(builder.build(source, destination, payload), to);
    return ReinjectionOutcome.SENT;
  }

  /**
   * Checks from which address the kernel would answer the datagram. Returns null if the client
   * would receive the answer from the address to which the client sent the datagram. Otherwise,
   * returns the outcome that says why the datagram is not sent.
   */
  private @Nullable ReinjectionOutcome answerRefusal(
      InetSocketAddress source, InetSocketAddress destination, LocalAddresses.Ends ends)
      throws SystemCallException {
    InetSocketAddress end = destination;
    if (forwards.contains(destination.getPort())) {
      end = forwards.translated(source, destination);
      if (end == null) {
        return ReinjectionOutcome.NOT_TRANSLATED;
      }
      if (!localAddresses.isLocal(end.getAddress())) {
        return ReinjectionOutcome.NOT_LOCAL;
      }
    }
    // For IPv6, the answer comes from the address that the client addressed.
    boolean kept = end.getAddress() instanceof Inet6Address || ends.answersFrom(end.getAddress());
    return kept ? null : ReinjectionOutcome.OTHER_ANSWER_ADDRESS;
  }

  @Override
  public synchronized Map<ReinjectionOutcome, Long> counts() {
    return new EnumMap<>(counts);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ipv4.close();
    if (ipv6 != null) {
      ipv6.close();
    }
    localAddresses.close();
    forwards.close();
  }
}
