package io.jitpeers.internal.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A writer whose executor once refuses its task, as when no thread can be started. */
class WriterHandOverTest {
  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final InMemoryPeerStore store = InMemoryPeerStore.builder().timeSource(time).build();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private boolean fails = true;
  private final StoreWriter writer =
      new StoreWriter(
          store,
          hotSet,
          new Events(),
          time,
          task -> {
            if (fails) {
              fails = false;
              throw new OutOfMemoryError("unable to create native thread, on purpose");
            }
            tasks.add(task);
          },
          Duration.ofMillis(20),
          WriteAhead.none(),
          () -> {});

  private void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void anInstallFailsAtOnceAndTheNextOneIsDone() throws Exception {
    assertThat(writer.install(new Install(1))).isTrue();
    assertThat(told).containsExactly("1 failed");
    assertThat(writer.install(new Install(2))).isTrue();
    run();

    assertThat(told).containsExactly("1 failed", "2 installed");
    assertThat(store.list(peer -> {}).peers()).isOne();
  }

  @Test
  void aRemovalFailsAtOnceAndTheNextOneIsDone() {
    hotSet.installed(Peers.config(1));
    Eviction eviction = new Eviction(Peers.key(1), EvictionCause.REVOKED);
    CompletableFuture<Boolean> first = writer.remove(eviction);
    assertThat(catchThrowable(first::join))
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("unable to create native thread");
    CompletableFuture<Boolean> second = writer.remove(eviction);
    run();

    assertThat(second).isCompletedWithValue(true);
  }

  @Test
  void anEvictionFailsAtOnceAndTheNextOneIsDone() {
    hotSet.installed(Peers.config(1));
    Eviction eviction = new Eviction(Peers.key(1), EvictionCause.IDLE);
    Evictor.Result first = writer.evict(List.of(eviction), e -> true).join();
    assertThat(first.failed()).containsExactly(eviction);
    CompletableFuture<Evictor.Result> second = writer.evict(List.of(eviction), e -> true);
    run();

    assertThat(second.join().evicted()).containsExactly(eviction);
  }

  @Test
  void aChangeFailsAtOnceAndTheNextOneIsDone() {
    assertThat(writer.change(new Change(1))).isTrue();
    assertThat(writer.change(new Change(2))).isTrue();
    run();

    assertThat(told).containsExactly("1 failed", "2 absent");
  }

  @Test
  void anEvictionThatThrowsDoesNotStandInTheWayOfTheNext() {
    fails = false;
    hotSet.installed(Peers.config(1));
    hotSet.installed(Peers.config(2));
    Eviction bad = new Eviction(Peers.key(1), EvictionCause.IDLE);
    Eviction good = new Eviction(Peers.key(2), EvictionCause.IDLE);
    CompletableFuture<Evictor.Result> first =
        writer.evict(
            List.of(bad),
            e -> {
              throw new IllegalStateException("on purpose");
            });
    CompletableFuture<Evictor.Result> second = writer.evict(List.of(good), e -> true);
    run();

    assertThat(first.join().failed()).containsExactly(bad);
    assertThat(second.join().evicted()).containsExactly(good);
  }

  @Test
  void anInstallThatCannotBePreparedTakesNoOtherWithIt() {
    fails = false;
    writer.install(
        new Install(1) {
          @Override
          public Prepared prepare() {
            throw new IllegalStateException("on purpose");
          }
        });
    writer.install(new Install(2));
    run();

    assertThat(told).containsExactly("1 failed", "2 installed");
  }

  private class Install implements InstallRequest {
    private final int number;

    Install(int number) {
      this.number = number;
    }

    @Override
    public PublicKey key() {
      return Peers.key(number);
    }

    @Override
    public Prepared prepare() {
      return new Prepared(Peers.config(number), null, false, null);
    }

    @Override
    public void installed(boolean initiated) {
      told.add(number + " installed");
    }

    @Override
    public void withdrawn() {
      told.add(number + " withdrawn");
    }

    @Override
    public void conflicted(Conflict conflict) {
      told.add(number + " conflicted");
    }

    @Override
    public void failed(StoreException failure) {
      told.add(number + " failed");
    }
  }

  private final class Change implements ChangeRequest {
    private final int number;

    Change(int number) {
      this.number = number;
    }

    @Override
    public PublicKey key() {
      return Peers.key(number);
    }

    @Override
    public PeerConfig prepare() {
      return Peers.config(number);
    }

    @Override
    public void changed(PeerUpdate update, List<Conflict> conflicts) {
      told.add(number + " changed");
    }

    @Override
    public void absent() {
      told.add(number + " absent");
    }

    @Override
    public void withdrawn() {
      told.add(number + " withdrawn");
    }

    @Override
    public void failed(StoreException failure) {
      told.add(number + " failed");
    }
  }
}
