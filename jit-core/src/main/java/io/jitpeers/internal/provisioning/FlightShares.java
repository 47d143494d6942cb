package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.wireguard.PublicKey;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts pending peers against three limits. The first limit is for all pending peers. The second
 * limit is for strangers, which are pending peers whose keys are not among the {@link KnownKeys}.
 * The third limit is for the peers on the device. Pending peers count towards the third limit too,
 * because they will be on the device soon. But a stranger counts towards the third limit only after
 * the control plane has returned its config, because anybody can generate keys. A flight is the
 * attempt to provision a pending peer. Guarded by the lock of {@link PendingPeers}.
 */
final class FlightShares {
  private final int most;
  private final int mostStrangers;
  private final int mostResident;
  private final Predicate<PublicKey> known;
  private int flights;
  private int strangers;
  private int checks;
  private int strangersChecks;
  private int places;

  /**
   * Creates the counters, at zero.
   *
   * @param known whether the control plane once knew a key; thread-safe
   */
  FlightShares(ProvisioningOptions options, Predicate<PublicKey> known) {
    this.most = options.maxPending();
    this.mostStrangers = options.maxPendingStrangers();
    this.mostResident = options.maxResidentPeers();
    this.known = known;
  }

  /** Returns whether the control plane once knew a key. Thread-safe; called without the lock. */
  boolean isKnown(PublicKey key) {
    return known.test(key);
  }

  /**
   * Returns whether there are too many pending peers for a further flight. If {@code known} is
   * false, the limit for strangers applies too.
   */
  boolean isFull(boolean known) {
    return flights >= most || (!known && strangers >= mostStrangers);
  }

  /**
   * Returns the outcome of an initiation for which no flight may begin now; null if a flight may
   * begin.
   *
   * @param again whether the flight would install the peer again: the peer should already be on the
   *     device, but the device seems not to answer the client's initiations
   */
  @Nullable Outcome refusal(boolean isKnown, boolean again, int resident) {
    if (isFull(isKnown || again)) {
      return again ? Outcome.ALREADY_RESIDENT : Outcome.PENDING_FULL;
    }
    // A stranger reserves its place later, after the control plane has answered with its config.
    return !again && isKnown && isAtCapacity(resident) ? Outcome.AT_CAPACITY : null;
  }

  /**
   * Returns how the limits would affect the next initiation of a client whose peer is not on the
   * device.
   *
   * @param resident the number of peers on the device
   */
  Room room(boolean isKnown, int resident) {
    Outcome refusal = mayCheck(isKnown) ? refusal(isKnown, false, resident) : Outcome.PENDING_FULL;
    return new Room(refusal, isAtCapacity(resident));
  }

  /** Returns whether the limit of resident peers is reached. Reserved places count as taken. */
  boolean isAtCapacity(int resident) {
    return resident + places >= mostResident;
  }

  void begun(PendingPeer flight) {
    flights++;
    strangers += flight.known ? 0 : 1;
    // A peer that is installed again already has its place.
    flight.hasPlace = flight.known && !flight.again;
    places += flight.hasPlace ? 1 : 0;
  }

  /**
   * Reserves a place among the resident peers for a flight. A flight that has a place already, or
   * that installs a resident peer again, needs no further place. Returns false if the flight needs
   * a place and none is free.
   */
  boolean takesPlace(PendingPeer flight, int resident) {
    if (!flight.hasPlace && !flight.again) {
      if (isAtCapacity(resident)) {
        return false;
      }
      flight.hasPlace = true;
      places++;
    }
    return true;
  }

  void ended(PendingPeer flight) {
    flights--;
    strangers -= flight.known ? 0 : 1;
    places -= flight.hasPlace ? 1 : 0;
  }

  /**
   * Counts an initiation that waits for the replay memory's answer. Returns false if no further
   * initiation may wait.
   */
  boolean beginCheck(boolean known) {
    if (!mayCheck(known)) {
      return false;
    }
    checks++;
    strangersChecks += known ? 0 : 1;
    return true;
  }

  private boolean mayCheck(boolean known) {
    return flights + checks < most && (known || strangers + strangersChecks < mostStrangers);
  }

  void endCheck(boolean known) {
    checks--;
    strangersChecks -= known ? 0 : 1;
  }
}
