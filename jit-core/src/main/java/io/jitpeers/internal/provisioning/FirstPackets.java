package io.jitpeers.internal.provisioning;

import io.jitpeers.internal.common.Demand;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.source.support.EnumCounters;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses, for each first packet, how its client gets an answer, and counts. Thread-safe. */
public final class FirstPackets {
  private static final Logger log = LoggerFactory.getLogger(FirstPackets.class);

  private final FirstPacketStrategy wanted;
  private final boolean storeInitiates;
  private final EnumCounters<FirstPacketStrategy> used =
      new EnumCounters<>(FirstPacketStrategy.class);
  private final FailureLog failures = new FailureLog(log, TimeSource.system());

  /**
   * Chooses as wanted.
   *
   * @param storeInitiates whether the store can make its data plane initiate handshakes
   */
  public FirstPackets(FirstPacketStrategy wanted, boolean storeInitiates) {
    this.wanted = wanted;
    this.storeInitiates = storeInitiates;
  }

  /**
   * What becomes of first packets of a source that has started.
   *
   * @param again whether the peer was believed to be resident. The data plane may then have its
   *     client's initiation itself, and initiations that cross each other lead nowhere: each side
   *     forgets its own for the other's. So none is initiated.
   */
  private FirstPacketStrategy strategyOf(PacketSource source, boolean again) {
    boolean replays =
        wanted == FirstPacketStrategy.REPLAY
            || (again && wanted == FirstPacketStrategy.INITIATE_BACK);
    if (replays && returnsPackets(source)) {
      return FirstPacketStrategy.REPLAY;
    }
    return wanted != FirstPacketStrategy.WAIT && storeInitiates && !again
        ? FirstPacketStrategy.INITIATE_BACK
        : FirstPacketStrategy.WAIT;
  }

  /** What a source's first packets get instead of what is wanted, as a sentence; or null. */
  public @Nullable String fallback(PacketSource source) {
    FirstPacketStrategy strategy = strategyOf(source, false);
    if (strategy == wanted) {
      return null;
    }
    String reason =
        wanted == FirstPacketStrategy.REPLAY
            ? "it cannot give packets back"
            : "the peer store cannot initiate handshakes";
    String instead =
        strategy == FirstPacketStrategy.INITIATE_BACK
            ? "the gateway initiates a handshake with a new client, which takes one round trip more"
            : "a new client is answered when it sends again, after 5 s";
    return reason + ": first packets get " + strategy + " instead of " + wanted + ", so " + instead;
  }

  /** Where the data plane is to initiate a handshake for a first packet; null if it is not to. */
  @Nullable InetSocketAddress initiateTo(Demand.Initiation initiation, boolean again) {
    boolean initiates =
        strategyOf(initiation.source(), again) == FirstPacketStrategy.INITIATE_BACK
            && isEndpoint(initiation.packet());
    return initiates ? initiation.packet().source() : null;
  }

  /** Where the data plane is to initiate a handshake with a peer that is woken; null if not. */
  @Nullable InetSocketAddress initiateTo(PeerConfig config) {
    return storeInitiates ? config.endpoint().orElse(null) : null;
  }

  /** Where the sender of an initiation can be reached; null if nowhere. */
  @Nullable InetSocketAddress endpoint(Demand.Initiation initiation) {
    return isEndpoint(initiation.packet()) ? initiation.packet().source() : null;
  }

  /** Counts a first packet whose peer is installed, and tells what it got. */
  FirstPacketStrategy settle(Demand.Initiation initiation, boolean again, boolean initiated) {
    FirstPacketStrategy got = FirstPacketStrategy.WAIT;
    if (strategyOf(initiation.source(), again) == FirstPacketStrategy.REPLAY) {
      got = FirstPacketStrategy.REPLAY;
    } else if (initiated) {
      got = FirstPacketStrategy.INITIATE_BACK;
    }
    used.increment(got);
    return got;
  }

  /** First packets so far by what they got; every strategy is present. */
  public Map<FirstPacketStrategy, Long> counts() {
    return used.counts();
  }

  /**
   * Whether the data plane may be pointed to where a packet says that it came from. A capture sees
   * also what the kernel itself would refuse as a martian: a peer must not be made to have this
   * machine, or a group, send to itself. A link-local address says nothing without its interface.
   */
  private static boolean isEndpoint(Packet packet) {
    InetSocketAddress source = packet.source();
    InetAddress address = source.getAddress();
    if (source.getPort() == 0 || address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return false;
    }
    if (address.isLoopbackAddress()) {
      return packet.destination().getAddress().isLoopbackAddress();
    }
    return !(address instanceof Inet6Address ipv6
        && ipv6.isLinkLocalAddress()
        && ipv6.getScopeId() == 0);
  }

  private boolean returnsPackets(PacketSource source) {
    try {
      return source.returnsPackets();
    } catch (RuntimeException | Error e) {
      failures.record("the packet source failed to tell whether it gives packets back", e);
      return false;
    }
  }
}
