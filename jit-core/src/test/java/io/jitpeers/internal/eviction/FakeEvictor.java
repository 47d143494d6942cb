package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Peers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A writer that removes peers at once, or when the test says so. */
final class FakeEvictor implements Evictor {
  private final HotSet hotSet;
  private final FakeListingStore store;
  private final Set<Integer> failing = new HashSet<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private Runnable before = () -> {};
  private boolean holding;
  private int calls;

  FakeEvictor(HotSet hotSet, FakeListingStore store) {
    this.hotSet = hotSet;
    this.store = store;
  }

  /** Delays removals until {@link #proceed}. */
  void hold() {
    holding = true;
  }

  void proceed() {
    holding = false;
    List<Runnable> now = List.copyOf(waiting);
    waiting.clear();
    now.forEach(Runnable::run);
  }

  /** Sets an action between the sweep's decision and the removals. */
  void before(Runnable what) {
    before = what;
  }

  void fail(int number) {
    failing.add(number);
  }

  int calls() {
    return calls;
  }

  @Override
  public CompletableFuture<Result> evict(
      List<Eviction> evictions, Predicate<Eviction> stillWanted) {
    calls++;
    CompletableFuture<Result> result = new CompletableFuture<>();
    Runnable work = () -> result.complete(remove(evictions, stillWanted));
    if (holding) {
      waiting.add(work);
    } else {
      work.run();
    }
    return result;
  }

  private Result remove(List<Eviction> evictions, Predicate<Eviction> stillWanted) {
    before.run();
    List<Eviction> evicted = new ArrayList<>();
    List<Eviction> withheld = new ArrayList<>();
    List<Eviction> failed = new ArrayList<>();
    for (Eviction eviction : evictions) {
      if (!stillWanted.test(eviction)) {
        withheld.add(eviction);
      } else if (failing.stream().map(Peers::key).anyMatch(eviction.key()::equals)) {
        failed.add(eviction);
      } else {
        store.drop(eviction.key());
        hotSet.removed(eviction.key());
        evicted.add(eviction);
      }
    }
    return new Result(evicted, withheld, failed);
  }
}
