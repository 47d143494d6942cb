package io.jitpeers.internal.provisioning;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.wireguard.PublicKey;
import java.util.function.Predicate;

/**
 * How many peers are on their way in, how many of them are strangers, who have a bounded share, and
 * how many count towards those that may be resident: only whom the control plane once knew or says
 * that it knows, for anybody can make keys. Guarded by the lock of {@link PendingPeers}.
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
   * Creates it without any.
   *
   * @param known whether the control plane once knew a key; thread-safe
   */
  FlightShares(ProvisioningOptions options, Predicate<PublicKey> known) {
    this.most = options.maxPending();
    this.mostStrangers = options.maxPendingStrangers();
    this.mostResident = options.maxResidentPeers();
    this.known = known;
  }

  /** Whether the control plane once knew a key. Thread-safe: to be asked outside of the lock. */
  boolean isKnown(PublicKey key) {
    return known.test(key);
  }

  /** Whether no further flight may begin. */
  boolean isFull(boolean known) {
    return flights >= most || (!known && strangers >= mostStrangers);
  }

  /** Whether as many peers are resident, or will be, as may be. */
  boolean isAtCapacity(int resident) {
    return resident + places >= mostResident;
  }

  void begun(PendingPeer flight) {
    flights++;
    strangers += flight.known ? 0 : 1;
    // One that is installed again has its place already.
    flight.hasPlace = flight.known && !flight.again;
    places += flight.hasPlace ? 1 : 0;
  }

  /** Gives a flight its place among the resident peers; false if there is none. */
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

  /** An initiation waits for the replay memory; false if it may not. */
  boolean beginCheck(boolean known) {
    if (flights + checks >= most || (!known && strangers + strangersChecks >= mostStrangers)) {
      return false;
    }
    checks++;
    strangersChecks += known ? 0 : 1;
    return true;
  }

  void endCheck(boolean known) {
    checks--;
    strangersChecks -= known ? 0 : 1;
  }
}
