package io.jitpeers.internal.writer;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.HotSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A list of evictions that the {@link StoreWriter} processes chunk by chunk. Thread-safe. */
final class EvictionBatch {
  private static final Logger log = LoggerFactory.getLogger(EvictionBatch.class);

  private final List<Eviction> wanted;
  private final Predicate<Eviction> stillWanted;
  private final CompletableFuture<Evictor.Result> done = new CompletableFuture<>();
  private final List<Eviction> evicted = new ArrayList<>();
  private final List<Eviction> withheld = new ArrayList<>();
  private final List<Eviction> failed = new ArrayList<>();
  // The evictions of the current chunk, whose peers are being removed.
  private final Set<Eviction> unsettled = new LinkedHashSet<>();
  private int position;

  EvictionBatch(List<Eviction> wanted, Predicate<Eviction> stillWanted) {
    this.wanted = List.copyOf(wanted);
    this.stillWanted = stillWanted;
  }

  CompletableFuture<Evictor.Result> done() {
    return done;
  }

  /**
   * Checks whether the next evictions are still wanted, and begins to remove the peers of the
   * wanted evictions from the hot set (the record of the installed peers). Returns the wanted
   * evictions; the list may be empty.
   *
   * @param most the maximum number of evictions to check, 1 or more
   */
  synchronized List<Eviction> next(int most, HotSet hotSet) {
    List<Eviction> chunk = new ArrayList<>();
    int end = Math.min(wanted.size(), position + most);
    while (position < end) {
      Eviction eviction = wanted.get(position++);
      try {
        boolean begun = hotSet.beginRemoval(eviction.key(), () -> stillWanted.test(eviction));
        (begun ? chunk : withheld).add(eviction);
        if (begun) {
          unsettled.add(eviction);
        }
      } catch (RuntimeException | Error e) {
        // The removal of the chunk's other peers has begun, so the chunk must still be returned.
        log.error(
            "the check whether {} is still to be evicted failed; the peer stays", eviction, e);
        failed.add(eviction);
      }
    }
    return chunk;
  }

  synchronized void settled(Eviction eviction, boolean removed) {
    unsettled.remove(eviction);
    (removed ? evicted : failed).add(eviction);
  }

  synchronized boolean isFinished() {
    return position >= wanted.size();
  }

  /** Ends the batch. Evictions that were not processed count as failed. */
  void abandon() {
    synchronized (this) {
      failed.addAll(wanted.subList(position, wanted.size()));
      position = wanted.size();
    }
    finish();
  }

  void finish() {
    Evictor.Result result;
    synchronized (this) {
      failed.addAll(unsettled);
      unsettled.clear();
      result = new Evictor.Result(List.copyOf(evicted), List.copyOf(withheld), List.copyOf(failed));
    }
    done.complete(result);
  }
}
