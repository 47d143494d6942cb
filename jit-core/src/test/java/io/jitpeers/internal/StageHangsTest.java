package io.jitpeers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.writer.InstallRequest;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.internal.writer.WriteAhead;
import io.jitpeers.options.EventOptions;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.Looks;
import io.jitpeers.testing.Snag;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each stage is made to hang in the orchestrator's own code, on its real threads. */
@Timeout(60)
class StageHangsTest {
  private final Looks looks = new Looks();
  private final StageThreads stages = new StageThreads(2, 100, looks.stages());
  private final Snag snag = new Snag();

  @AfterEach
  void close() throws InterruptedException {
    snag.close();
    stages.drainOpener(0, left -> {});
    stages.close();
    looks.close();
  }

  @Test
  void threadsThatHaveStartedAndDoNothingDoNotHang() {
    stages.start();
    Events events = new Events(EventOptions.defaults(), looks.calls, looks.time);
    events.start();
    looks.assertNothingHangs();
    events.close();
  }

  @Test
  void anOpener() throws Exception {
    stages.opener().execute(snag::hangHere);
    looks.assertNoticed("an opener", snag);
  }

  @Test
  void theThreadOfSweeps() throws Exception {
    stages.sweeper().execute(snag::hangHere);
    looks.assertNoticed("the thread of sweeps", snag);
  }

  @Test
  void theThreadOfPolicies() throws Exception {
    stages.policies().execute(snag::hangHere);
    looks.assertNoticed("the thread of eviction policies", snag);
  }

  @Test
  void theStoreWriterInOneOfItsSteps() throws Exception {
    StoreWriter writer = writer();
    assertThat(writer.install(new Stuck())).isTrue();
    looks.assertNoticed("the store writer", snag);
  }

  private StoreWriter writer() {
    return new StoreWriter(
        InMemoryPeerStore.builder().timeSource(looks.time).build(),
        new HotSet(looks.time),
        new Events(),
        looks.time,
        stages.writer(),
        Duration.ofMillis(20),
        WriteAhead.none(),
        () -> {});
  }

  /** Many steps, each of which takes some time. The writer runs one task for all of them. */
  @Test
  void aStoreWriterThatGoesOnForLongDoesNotHang() throws Exception {
    StoreWriter writer = writer();
    CountDownLatch asked = new CountDownLatch(100);
    // All have one key, so that each is a step of its own.
    PublicKey key = newKey();
    stages
        .writer()
        .execute(
            () -> {
              for (int n = 0; n < 100; n++) {
                writer.install(new Withdrawn(key, asked));
              }
            });
    asked.await();
    assertThat(looks.stages().hung()).isZero();
  }

  private static PublicKey newKey() {
    return PrivateKey.generate(new SecureRandom()).publicKey();
  }

  /** Blocks the writer's thread in one step. */
  private class Stuck implements InstallRequest {
    private final PublicKey key = newKey();

    @Override
    public PublicKey key() {
      return key;
    }

    @Override
    public @Nullable Prepared prepare() {
      snag.hangHere();
      return null;
    }

    @Override
    public void installed(boolean initiated) {}

    @Override
    public void withdrawn() {}

    @Override
    public void conflicted(Conflict conflict) {}

    @Override
    public void failed(StoreException failure) {}
  }

  /** Takes four seconds of the manual clock and is then cancelled. */
  private final class Withdrawn extends Stuck {
    private final PublicKey key;
    private final CountDownLatch asked;

    Withdrawn(PublicKey key, CountDownLatch asked) {
      this.key = key;
      this.asked = asked;
    }

    @Override
    public PublicKey key() {
      return key;
    }

    @Override
    public @Nullable Prepared prepare() {
      looks.time.advance(Duration.ofSeconds(4));
      asked.countDown();
      return null;
    }
  }

  /** The test holds the lock that the delivery of the next event needs. */
  @Test
  void theDeliveryOfEvents() throws Exception {
    Events events = new Events(EventOptions.defaults(), looks.calls, looks.time);
    Snag listener = new Snag();
    events.addListener(event -> listener.hangHere());
    events.start();
    events.publish(new JitEvent.DeviceChanged("wg0"));
    listener.awaitCaught();
    Object lock = lockOf(events);
    Thread holder =
        new Thread(
            () -> {
              synchronized (lock) {
                snag.hangHere();
              }
            });
    holder.start();
    snag.awaitCaught();
    looks.time.advance(Looks.LONG);
    assertThat(looks.stages().hanging()).as("that is the listener's doing").isZero();

    listener.release();
    Await.until(
        "the stage hangs",
        () -> {
          looks.time.advance(Looks.LONG);
          return looks.stages().hanging() == 1;
        });
    snag.release();
    holder.join();
    Await.until("it goes on", () -> looks.stages().hanging() == 0);
    events.close();
  }

  private static Object lockOf(Events events) throws ReflectiveOperationException {
    Field deliveries = Events.class.getDeclaredField("deliveries");
    deliveries.setAccessible(true);
    Object found = deliveries.get(events);
    Field lock = found.getClass().getDeclaredField("lock");
    lock.setAccessible(true);
    return lock.get(found);
  }
}
