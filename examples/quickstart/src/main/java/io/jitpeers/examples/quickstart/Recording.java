package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Handshake initiations that kernel clients sent to a kernel gateway, recorded on the network.
 *
 * @param name the recording's name
 * @param gatewayKey the gateway's private key, generated for the recording
 * @param listenPort the gateway's port
 * @param framesTwice whether a capture sees each frame twice: on a VLAN interface and on the
 *     interface below it, or on two interfaces in a capture on the pseudo-interface {@code any}
 * @param frames the initiations, in the order in which they were sent
 */
record Recording(
    String name,
    PrivateKey gatewayKey,
    int listenPort,
    boolean framesTwice,
    List<Recording.Frame> frames) {

  /**
   * One initiation, with the contents that an independent program decoded from it.
   *
   * @param initiator the client's static public key
   * @param timestamp the client's timestamp
   * @param source the source address
   * @param destination the destination address
   * @param payload the UDP payload
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
  record Frame(
      PublicKey initiator,
      Tai64n timestamp,
      InetSocketAddress source,
      InetSocketAddress destination,
      byte[] payload) {

    /**
     * Returns the time from the sending of an earlier frame to the sending of this frame, by the
     * clients' common clock.
     */
    Duration sentAfter(Frame earlier) {
      return Duration.ofSeconds(timestamp.seconds() - earlier.timestamp().seconds())
          .plusNanos(timestamp.nanos() - earlier.timestamp().nanos());
    }
  }

  /** Returns the distinct initiators, in order of appearance. */
  List<PublicKey> clients() {
    return frames.stream().map(Frame::initiator).distinct().toList();
  }

  /**
   * Returns the expected outcomes of the frames. A client's first initiation installs its peer. The
   * client sends the second initiation after 5 s, which shows that it got no response, so the peer
   * is installed again. A peer is installed again at most once a minute. The client's further
   * initiations therefore find the peer resident.
   */
  Map<Outcome, Long> expectedOutcomes() {
    Map<PublicKey, Integer> seen = new HashMap<>();
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Frame frame : frames) {
      int times = seen.merge(frame.initiator(), 1, Integer::sum);
      outcomes.merge(times <= 2 ? Outcome.INSTALLED : Outcome.ALREADY_RESIDENT, 1L, Long::sum);
    }
    if (framesTwice) {
      outcomes.put(Outcome.DUPLICATE, (long) frames.size());
    }
    return outcomes;
  }
}
