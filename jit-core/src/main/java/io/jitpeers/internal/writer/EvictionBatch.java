package io.jitpeers.internal.writer;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.HotSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A list of evictions that the writer processes chunk by chunk. Thread-safe. */
final class EvictionBatch {
  private static final Logger log = LoggerFactory.getLogger(EvictionBatch.class);

  private final List<Eviction> wanted;
  private final Predicate<Eviction> stillWanted;
  private final CompletableFuture<Evictor.Result> done = new CompletableFuture<>();
  private final List<Eviction> evicted = new ArrayList<>();
  private final List<Eviction> withheld = new ArrayList<>();
  private final List<Eviction> failed = new ArrayList<>();
  private int position;

  EvictionBatch(List<Eviction> wanted, Predicate<Eviction> stillWanted) {
    this.wanted = List.copyOf(wanted);
    this.stillWanted = stillWanted;
  }

  CompletableFuture<Evictor.Result> done() {
    return done;
  }

  /**
   * Returns the next evictions that are still wanted, and begins to remove their peers from the hot
   * set.
   */
  synchronized List<Eviction> next(int most, HotSet hotSet) {
    List<Eviction> chunk = new ArrayList<>();
    while (position < wanted.size() && chunk.size() < most) {
      Eviction eviction = wanted.get(position++);
      try {
        boolean begun = hotSet.beginRemoval(eviction.key(), () -> stillWanted.test(eviction));
        (begun ? chunk : withheld).add(eviction);
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
      Set<Eviction> settled = new HashSet<>(evicted);
      settled.addAll(withheld);
      settled.addAll(failed);
      List<Eviction> all = new ArrayList<>(failed);
      wanted.stream().filter(eviction -> !settled.contains(eviction)).forEach(all::add);
      result = new Evictor.Result(List.copyOf(evicted), List.copyOf(withheld), List.copyOf(all));
    }
    done.complete(result);
  }
}
