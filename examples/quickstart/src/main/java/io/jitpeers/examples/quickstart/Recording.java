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
 * Handshake initiations that kernel clients sent to a kernel gateway, recorded from the wire.
 *
 * @param name of the recording
 * @param gatewayKey the gateway's private key, made for the recording
 * @param listenPort the gateway's port
 * @param framesTwice whether its kind of capture sees a frame twice: on the VLAN and below it, or
 *     on two interfaces of {@code any}
 * @param frames the initiations, in the order they were sent
 */
record Recording(
    String name,
    PrivateKey gatewayKey,
    int listenPort,
    boolean framesTwice,
    List<Recording.Frame> frames) {

  /**
   * One initiation, with what an independent program found in it.
   *
   * @param initiator the client's static public key
   * @param timestamp the client's timestamp
   * @param source where it came from
   * @param destination where it was sent to
   * @param payload the UDP payload
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and changed by nobody.
  record Frame(
      PublicKey initiator,
      Tai64n timestamp,
      InetSocketAddress source,
      InetSocketAddress destination,
      byte[] payload) {

    /** How long after another frame this one was sent, by the clients' common clock. */
    Duration sentAfter(Frame earlier) {
      return Duration.ofSeconds(timestamp.seconds() - earlier.timestamp().seconds())
          .plusNanos(timestamp.nanos() - earlier.timestamp().nanos());
    }
  }

  /** The distinct initiators, in the order they came. */
  List<PublicKey> clients() {
    return frames.stream().map(Frame::initiator).distinct().toList();
  }

  /**
   * What must become of the frames. A client's first initiation installs it. The second, 5 s later,
   * says that it was not answered, so it is installed again, once a minute at most; after that it
   * is resident.
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
