package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.gateway.fleet.Follower.Clock;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.Scheduler;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads the locations of all peers of a fleet at intervals, without blocking the scheduler's
 * thread. Not thread-safe: must be used on the scheduler's thread only.
 */
final class LocationReads {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final FleetDirectory directory;
  private final PrintStream err;
  private final Clock clock;
  private final Receiver receiver;
  private Scheduler.Cancellable next = () -> {};
  private @Nullable Reading underWay;
  private boolean again;
  private boolean failing;

  /** Receives the locations that were read. */
  interface Receiver {
    /** Called when reading begins. */
    void began();

    /**
     * Called with the locations of all peers. If a location has changed during the reading, the old
     * location may be passed.
     */
    void read(Collection<PeerLocation> locations);
  }

  LocationReads(FleetDirectory directory, PrintStream err, Clock clock, Receiver receiver) {
    this.directory = directory;
    this.err = err;
    this.clock = clock;
    this.receiver = receiver;
  }

  /**
   * Begins to read all locations. If a reading is already under way, the next one begins when it
   * ends.
   */
  void read() {
    if (underWay != null) {
      again = true;
      return;
    }
    next.cancel();
    again = false;
    underWay = new Reading();
    receiver.began();
    underWay.start();
  }

  private final class Reading {
    private final Queue<PeerLocation> found = new ConcurrentLinkedQueue<>();
    private Scheduler.Cancellable limit = () -> {};

    void start() {
      limit =
          clock
              .scheduler()
              .schedule(() -> end("no answer within " + LIMIT.toSeconds() + " s"), LIMIT);
      var unused =
          directory
              .visit(found::add)
              .whenComplete(
                  (nothing, failure) -> {
                    String why = failure == null ? null : reason(failure);
                    var unused2 = clock.scheduler().schedule(() -> end(why), Duration.ZERO);
                  });
    }

    private void end(@Nullable String failure) {
      if (underWay != this) {
        return; // The limit has passed before the answer came.
      }
      limit.cancel();
      underWay = null;
      if (failure == null) {
        succeeded(found);
      } else {
        failed(failure);
      }
      if (again) {
        read();
      } else {
        next =
            clock
                .scheduler()
                .schedule(LocationReads.this::read, failure == null ? clock.every() : RETRY);
      }
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(
        failure instanceof CompletionException && cause != null
            ? cause.getMessage()
            : failure.getMessage());
  }

  private void succeeded(Collection<PeerLocation> found) {
    if (failing) {
      err.println("the locations can be read again");
    }
    failing = false;
    receiver.read(found);
  }

  private void failed(String why) {
    if (!failing) {
      err.println("the locations cannot be read, which is tried again each second: " + why);
    }
    failing = true;
  }
}
