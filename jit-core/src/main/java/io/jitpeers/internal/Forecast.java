package io.jitpeers.internal;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.NextInitiation;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.explain.Prospect;
import io.jitpeers.internal.explain.Reason;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.PeerFacts;
import io.jitpeers.internal.lookup.Refusals;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Predicts what would happen to a key's next initiation. The checks are in the order in which the
 * pipeline makes them. Sends no request and changes nothing. Thread-safe.
 */
final class Forecast {
  private final ExplainedParts parts;
  private final PeerFacts facts;

  Forecast(ExplainedParts parts, PeerFacts facts) {
    this.parts = parts;
    this.facts = facts;
  }

  NextInitiation of(Subject subject) {
    return Stream.<Function<Subject, @Nullable NextInitiation>>of(
            this::notRunning,
            this::ownKey,
            Forecast::tooOld,
            Forecast::provisioning,
            this::resident,
            this::noRoom,
            this::refused,
            this::cached)
        .map(check -> check.apply(subject))
        .filter(next -> next != null)
        .findFirst()
        .orElseGet(() -> asks(subject));
  }

  private @Nullable NextInitiation notRunning(Subject subject) {
    if (parts.lifecycle().isClosed()) {
      return next(Prospect.CLOSED, "the gateway was closed, so it takes no packets");
    }
    return parts.device().status().isPresent()
        ? null
        : next(Prospect.NOT_STARTED, "the gateway is not started, so it takes no packets yet");
  }

  private @Nullable NextInitiation ownKey(Subject subject) {
    boolean own =
        parts.device().status().map(DeviceStatus::publicKey).equals(Optional.of(subject.key()));
    return own
        ? next(
            Prospect.OWN_KEY, "this is the gateway's own key; a client needs a key pair of its own")
        : null;
  }

  /**
   * Predicts that the next initiation is refused as too old. The prediction assumes that the
   * client's clock will differ from the gateway's clock as much as it did at the latest initiation.
   * Predicts nothing (returns null) unless the latest initiation was refused as too old. For
   * example, if the latest initiation was a replay, its timestamp shows when the initiation was
   * recorded, not what the client's clock shows now.
   */
  private static @Nullable NextInitiation tooOld(Subject subject) {
    PastInitiations latest = subject.initiations().stream().findFirst().orElse(null);
    Instant newest = subject.newest().flatMap(Tai64n::toInstant).orElse(null);
    if (latest == null
        || newest == null
        || !latest.reason().equals(Reason.CLOCK_BEHIND)
        || latest.clockDifference().isEmpty()
        || subject.resident().filter(peer -> peer.origin() == PeerOrigin.FOREIGN).isPresent()) {
      return null;
    }
    Duration difference = latest.clockDifference().get();
    Instant accepted = newest.minus(difference);
    if (!accepted.isAfter(subject.moments().now())) {
      return null;
    }
    String clock =
        difference.isNegative()
            ? Spoken.duration(difference.negated()) + " behind"
            : Spoken.duration(difference) + " ahead of";
    return new NextInitiation(
        Prospect.TOO_OLD,
        "refused as too old: the timestamp of the latest initiation was "
            + clock
            + " the gateway's clock, but a timestamp of "
            + Spoken.time(newest)
            + " was accepted earlier; correct the client's clock, or forget the key's timestamp if"
            + " the initiation came from the client itself and was no recording",
        Optional.of(accepted));
  }

  private static @Nullable NextInitiation provisioning(Subject subject) {
    return subject.provisioning()
        ? next(
            Prospect.PROVISIONING,
            "the peer is being provisioned; the initiation takes the place of the one that waits")
        : null;
  }

  private @Nullable NextInitiation resident(Subject subject) {
    ResidentPeer peer = subject.resident().orElse(null);
    if (peer == null || !parts.hotSet().isStaying(subject.key())) {
      return null;
    }
    String there =
        "the peer has been on the device for "
            + Spoken.duration(peer.sinceInstalled())
            + ", and the device answers its initiations";
    String other =
        peer.origin() == PeerOrigin.FOREIGN
            ? "; another program installed it, so this gateway leaves it as it is"
            : "";
    Duration handshake = peer.sinceHandshake();
    if (handshake == null) {
      return next(
          Prospect.RESIDENT_WITHOUT_HANDSHAKE,
          there
              + ", but no handshake has completed"
              + other
              + "; if that lasts, the answers do not reach the client, or the client has another"
              + " preshared key or another public key of the gateway");
    }
    return next(
        Prospect.RESIDENT,
        there + "; its latest handshake was " + Spoken.duration(handshake) + " ago" + other);
  }

  private @Nullable NextInitiation noRoom(Subject subject) {
    Outcome refusal = subject.room().refusal();
    if (refusal == null) {
      return null;
    }
    return refusal == Outcome.AT_CAPACITY
        ? next(Prospect.AT_CAPACITY, capacityReached() + "; refused until a sweep has made room")
        : next(
            Prospect.PENDING_FULL,
            "too many peers are being provisioned (provisioning.max-pending, of which keys that the"
                + " control plane never knew may use provisioning.strangers-share); the client's"
                + " retry may find room");
  }

  private String capacityReached() {
    return "the limit of "
        + parts.options().maxResidentPeers()
        + " resident peers (provisioning.max-resident-peers) is reached";
  }

  private @Nullable NextInitiation refused(Subject subject) {
    Duration notFound = subject.cached().notFound();
    Refusals.Standing standing =
        parts.answers().refusals().peek(subject.key(), parts.hotSet().departures()).orElse(null);
    if (standing != null && standing.refusal().outcome() != Outcome.NOT_FOUND) {
      return new NextInitiation(
          Prospect.RECENTLY_REFUSED,
          "refused for "
              + Spoken.duration(standing.left())
              + " more without asking the control plane: "
              + standing.refusal().reason(),
          Optional.of(subject.moments().in(standing.left())));
    }
    Duration left =
        standing != null && standing.left().compareTo(notFound) > 0 ? standing.left() : notFound;
    return left.isNegative() || left.isZero()
        ? null
        : new NextInitiation(
            Prospect.NOT_FOUND,
            "refused: the control plane knows no such peer, and is not asked again for "
                + Spoken.duration(left),
            Optional.of(subject.moments().in(left)));
  }

  private @Nullable NextInitiation cached(Subject subject) {
    PeerConfig config = subject.cached().config();
    Duration fresh = subject.cached().fresh();
    if (config == null || fresh.isNegative() || fresh.isZero() || isExpired(subject, config)) {
      return null;
    }
    return facts
        .conflict(subject.key(), config.allowedIps())
        .map(Forecast::conflict)
        .orElseGet(
            () ->
                new NextInitiation(
                    Prospect.INSTALL_FROM_CACHE,
                    "the peer is installed at once from a cached config, which is fresh for "
                        + Spoken.duration(fresh),
                    Optional.of(subject.moments().in(fresh))));
  }

  private static NextInitiation conflict(Conflict conflict) {
    return next(
        Prospect.ADDRESS_CONFLICT,
        conflict.reason()
            + "; the control plane is asked about that peer, and if that peer still has the allowed"
            + " IP, this peer is refused");
  }

  private static boolean isExpired(Subject subject, PeerConfig config) {
    return config.expiresAt().filter(at -> !at.isAfter(subject.moments().now())).isPresent();
  }

  private NextInitiation asks(Subject subject) {
    LastAnswer answer = subject.answer().orElse(null);
    if (parts.lookups().controlPlane() == ControlPlaneState.UNREACHABLE) {
      return withoutControlPlane(subject, answer);
    }
    String asked = "the control plane is asked about the peer";
    if (answer != null && answer.kind() == LastAnswer.Kind.REFUSED) {
      return next(
          Prospect.REFUSED_UNLESS_CHANGED,
          asked
              + ", and unless its answer has changed, the peer is refused again: "
              + answer.reason().orElse("its config was refused"));
    }
    if (answer != null && answer.kind() == LastAnswer.Kind.NOT_FOUND) {
      return next(
          Prospect.REFUSED_UNLESS_CHANGED,
          asked + ", and the peer is refused if the control plane still knows no such peer");
    }
    if (answer != null && subject.invalid()) {
      return next(
          Prospect.REFUSED_UNLESS_CHANGED,
          asked
              + ", but its latest answer was no valid config for the key, and unless that has"
              + " changed, the peer is refused again: "
              + answer.reason().orElse("the answer was rejected"));
    }
    // If the limit is reached here, the control plane never knew the key: noRoom() has already
    // refused all other keys.
    return subject.room().isAtCapacity()
        ? next(
            Prospect.AT_CAPACITY,
            asked + ", but the peer is refused whatever the answer is: " + capacityReached())
        : next(Prospect.ASK, asked);
  }

  private static NextInitiation withoutControlPlane(Subject subject, @Nullable LastAnswer answer) {
    PeerConfig config = subject.cached().config();
    Duration usable = subject.cached().usable();
    if (config != null && !usable.isNegative() && !usable.isZero() && !isExpired(subject, config)) {
      return new NextInitiation(
          Prospect.ASK_OR_STALE,
          "the control plane did not answer lately; it is asked, and if it fails, the peer is"
              + " installed from a cached config, which may be used for "
              + Spoken.duration(usable),
          Optional.of(subject.moments().in(usable)));
    }
    String reason = answer == null ? "" : answer.reason().map(why -> " (" + why + ")").orElse("");
    return next(
        Prospect.CONTROL_PLANE_DOWN,
        "the control plane does not answer, and no usable config of the peer is cached, so the"
            + " lookup probably fails"
            + reason);
  }

  private static NextInitiation next(Prospect prospect, String sentence) {
    return new NextInitiation(prospect, sentence, Optional.empty());
  }
}
