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

/**
 * Chooses how a client gets an answer to its first packet, the initiation for which its peer is
 * installed. Counts the choices. Thread-safe.
 */
public final class FirstPackets {
  private static final Logger log = LoggerFactory.getLogger(FirstPackets.class);

  private final FirstPacketStrategy wanted;
  private final boolean storeInitiates;
  private final EnumCounters<FirstPacketStrategy> used =
      new EnumCounters<>(FirstPacketStrategy.class);
  private final FailureLog failures = new FailureLog(log, TimeSource.system());

  /**
   * Creates a chooser.
   *
   * @param wanted the configured strategy
   * @param storeInitiates whether the store can make its data plane initiate handshakes
   */
  public FirstPackets(FirstPacketStrategy wanted, boolean storeInitiates) {
    this.wanted = wanted;
    this.storeInitiates = storeInitiates;
  }

  /**
   * Returns the strategy for the first packets of a packet source. The source must have started.
   *
   * @param again whether the peer should already be on the device, but is installed again because
   *     its client got no answer. If so, no handshake is initiated, because the data plane may
   *     already have the client's initiation. Two crossing initiations both fail: each side drops
   *     its own initiation when it gets the other's.
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

  /**
   * Returns a sentence about the strategy that replaces the configured strategy for a packet
   * source; null if the configured strategy is used.
   */
  public @Nullable String fallback(PacketSource source) {
    FirstPacketStrategy strategy = strategyOf(source, false);
    if (strategy == wanted) {
      return null;
    }
    String reason =
        wanted == FirstPacketStrategy.REPLAY
            ? "it cannot return packets"
            : "the peer store cannot initiate handshakes";
    String instead =
        strategy == FirstPacketStrategy.INITIATE_BACK
            ? "the gateway initiates a handshake with a new client, which takes one round trip more"
            : "a new client is answered when it sends again, after 5 s";
    return reason + ": first packets get " + strategy + " instead of " + wanted + ", so " + instead;
  }

  /**
   * Returns the endpoint to which the data plane initiates a handshake for a first packet; null if
   * the data plane initiates no handshake.
   *
   * @param again whether the peer should already be on the device, but is installed again because
   *     its client got no answer; if so, the result is null
   */
  @Nullable InetSocketAddress initiateTo(Demand.Initiation initiation, boolean again) {
    boolean initiates =
        strategyOf(initiation.source(), again) == FirstPacketStrategy.INITIATE_BACK
            && isEndpoint(initiation.packet());
    return initiates ? initiation.packet().source() : null;
  }

  /**
   * Returns the endpoint to which the data plane initiates a handshake with a woken peer; null if
   * the data plane initiates no handshake. A woken peer is a peer that is installed for a packet
   * from the private side.
   */
  @Nullable InetSocketAddress initiateTo(PeerConfig config) {
    return storeInitiates ? config.endpoint().orElse(null) : null;
  }

  /**
   * Returns the endpoint of an initiation's sender; null if the source address is not usable as an
   * endpoint.
   */
  @Nullable InetSocketAddress endpoint(Demand.Initiation initiation) {
    return isEndpoint(initiation.packet()) ? initiation.packet().source() : null;
  }

  /** Counts a first packet whose peer was installed, and returns the strategy that was used. */
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

  /** Returns the number of first packets by strategy, with an entry for every strategy. */
  public Map<FirstPacketStrategy, Long> counts() {
    return used.counts();
  }

  /**
   * Returns whether a packet's source address may become a peer's endpoint. A capture also sees
   * packets with impossible source addresses (martians), which the kernel would refuse. A peer must
   * not make this machine send packets to a multicast group or to the machine itself. Therefore a
   * multicast address is refused, and a loopback address is accepted only if the packet's
   * destination is a loopback address too. An IPv6 link-local address is refused if it has no scope
   * id, because the kernel then does not know to which interface the address belongs.
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
      failures.record("the packet source failed to say whether it returns packets", e);
      return false;
    }
  }
}
