package io.jitpeers.internal.lookup;

import io.jitpeers.options.ProvisioningOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Holds the waiting lookups, and counts the lookups in flight. Each lookup in flight takes one
 * place. Lookups for known keys go first. Strangers are clients with unknown keys. Their lookups
 * get a bounded share of the places. The lookups of one source address get at most half of that
 * share. However, if the options give all places to strangers, one source address may take all
 * places. Background lookups, which no client waits for, get up to a quarter of the places, but at
 * least one place. They take the last free place only if there is just one place in total.
 * Background lookups and strangers' lookups take turns, so neither of the two kinds keeps the other
 * from its share. Not thread-safe.
 */
final class Lanes {
  /**
   * Background lookups get the number of places divided by this number, but at least one place. So
   * most places remain for lookups that clients wait for, even when the control plane is slow.
   */
  private static final int BACKGROUND_SHARE = 4;

  private final int places;
  private final int strangerPlaces;
  private final int backgroundPlaces;
  private final WaitingRoom known = new WaitingRoom(Integer.MAX_VALUE, Integer.MAX_VALUE);
  private final WaitingRoom strangers;
  private final Deque<OpenLookup> background = new ArrayDeque<>();
  private int inFlight;
  private int strangersInFlight;
  private int backgroundInFlight;
  private boolean strangersTurn = true;

  Lanes(ProvisioningOptions options) {
    this.places = options.maxLookupsInFlight();
    this.strangerPlaces = Math.max(1, (int) (places * options.strangersShare()));
    this.backgroundPlaces = Math.max(1, places / BACKGROUND_SHARE);
    // The room holds the lookups of half the strangers that may be pending. The lookups of the
    // others are in flight or already answered.
    int room = Math.max(1, options.maxPendingStrangers() / 2);
    boolean bounded = options.strangersShare() < 1;
    this.strangers =
        new WaitingRoom(room, bounded ? Math.max(1, strangerPlaces / 2) : strangerPlaces);
  }

  /**
   * Queues a lookup. If there is no room, returns the lookup that is dropped, which may be the new
   * lookup. Returns null if no lookup is dropped.
   */
  @Nullable OpenLookup add(OpenLookup lookup) {
    lookup.state = OpenLookup.State.WAITING;
    return switch (lookup.asking.lane()) {
      case KNOWN -> known.add(lookup);
      case STRANGER -> strangers.add(lookup);
      case BACKGROUND -> {
        background.add(lookup);
        yield null;
      }
    };
  }

  /**
   * Assigns a place to the next lookup and returns that lookup. Returns null if no lookup may get a
   * place now.
   */
  @Nullable OpenLookup next() {
    int free = places - inFlight;
    if (free <= 0) {
      return null;
    }
    OpenLookup next = known.poll();
    if (next == null) {
      boolean mayBackground = backgroundInFlight < backgroundPlaces && (free > 1 || places == 1);
      boolean backgroundWaits = mayBackground && !background.isEmpty();
      boolean mayStrangers = strangersInFlight < strangerPlaces;
      if (mayStrangers && (strangersTurn || !backgroundWaits)) {
        next = strangers.poll();
      }
      if (next == null && backgroundWaits) {
        next = background.poll();
      }
    }
    if (next != null) {
      count(next.asking.lane(), 1);
      strangersTurn = next.asking.lane() != Lane.STRANGER;
      next.state = OpenLookup.State.IN_FLIGHT;
    }
    return next;
  }

  private void count(Lane lane, int change) {
    inFlight += change;
    strangersInFlight += lane == Lane.STRANGER ? change : 0;
    backgroundInFlight += lane == Lane.BACKGROUND ? change : 0;
  }

  /**
   * Removes a waiting lookup from its lane, or frees the place of a lookup in flight.
   *
   * @param then the lookup's new state, POSTPONED or ENDED
   */
  void leave(OpenLookup lookup, OpenLookup.State then) {
    Lane lane = lookup.asking.lane();
    if (lookup.state == OpenLookup.State.IN_FLIGHT) {
      count(lane, -1);
      if (lane != Lane.BACKGROUND) {
        room(lane).landed(lookup);
      }
    } else if (lookup.state == OpenLookup.State.WAITING) {
      boolean unused =
          lane == Lane.BACKGROUND ? background.remove(lookup) : room(lane).remove(lookup);
    }
    lookup.state = then;
  }

  private WaitingRoom room(Lane lane) {
    return lane == Lane.STRANGER ? strangers : known;
  }

  int backgroundPlaces() {
    return backgroundPlaces;
  }

  int inFlight() {
    return inFlight;
  }

  int waiting() {
    return known.size() + strangers.size() + background.size();
  }
}
