package io.jitpeers.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.Looks;
import io.jitpeers.testing.Snag;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads of stages that hang, rest, or are slow. */
@Timeout(60)
class StageWatchTest {
  private final Looks looks = new Looks();
  private final Stage stage = looks.stages().stage("the stage", "others wait");
  private final StagePool pool = StagePool.one(stage, "jit-stage");

  @AfterEach
  void close() {
    pool.shutdown();
    looks.close();
  }

  @Test
  void aThreadThatHangsIsNoticedOnceAndGoesOn() throws Exception {
    try (Snag snag = new Snag()) {
      pool.execute(snag::hangHere);
      looks.assertNoticed("the stage", snag);
    }
  }

  @Test
  void itIsNoticedWithinAPatienceAndAHalf() throws Exception {
    try (Snag snag = new Snag()) {
      pool.execute(snag::hangHere);
      snag.awaitCaught();
      looks.time.advance(WatchdogOptions.DEFAULT_PATIENCE);
      assertThat(looks.stages().hung()).isZero();
      looks.time.advance(WatchdogOptions.DEFAULT_PATIENCE.dividedBy(2));
      assertThat(looks.stages().hung()).isOne();
    }
  }

  @Test
  void eachHangIsCounted() throws Exception {
    for (int hang = 1; hang <= 3; hang++) {
      try (Snag snag = new Snag()) {
        pool.execute(snag::hangHere);
        snag.awaitCaught();
        looks.time.advance(Looks.LONG);
        assertThat(looks.stages().hung()).isEqualTo(hang);
        snag.release();
        Await.until("it goes on", () -> looks.stages().hanging() == 0);
      }
    }
  }

  @Test
  void aThreadThatHasNothingToDoDoesNotHang() throws Exception {
    looks.assertNothingHangs();
    CountDownLatch done = new CountDownLatch(1);
    pool.execute(done::countDown);
    done.await();
    Await.until("it rests", () -> pool.getCompletedTaskCount() == 1);
    looks.assertNothingHangs();
  }

  @Test
  void aThreadThatTakesLongAndGoesOnDoesNotHang() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    pool.execute(
        () -> {
          for (int i = 0; i < 1_000; i++) {
            looks.time.advance(WatchdogOptions.DEFAULT_PATIENCE.dividedBy(3));
            StageProgress.stepHere();
          }
          done.countDown();
        });
    done.await();
    assertThat(looks.stages().hung()).isZero();
  }

  @Test
  void aThreadThatLooksForWorkDoesNotHangButIsWatchedAfterwards() throws Exception {
    Snag looking = new Snag();
    try (looking;
        Snag working = new Snag()) {
      pool.execute(
          () -> {
            StageProgress.restHere();
            looking.hangHere();
            StageProgress.resumeHere();
            working.hangHere();
          });
      looking.awaitCaught();
      looks.time.advance(Looks.LONG);
      assertThat(looks.stages().hung()).isZero();
      looking.release();
      working.awaitCaught();
      looks.time.advance(Looks.LONG);
      assertThat(looks.stages().hung()).isOne();
    }
  }

  @Test
  void aThreadInACallOfOthersCodeIsTheCallsConcern() throws Exception {
    Party party = looks.calls.party("the listener", "nothing");
    try (Snag snag = new Snag()) {
      pool.execute(
          () -> {
            Party.Call call = party.begin("take an event");
            snag.hangHere();
            call.end();
          });
      snag.awaitCaught();
      looks.time.advance(Looks.LONG);
      assertThat(looks.calls.hanging()).isOne();
      assertThat(looks.stages().hanging()).isZero();
    }
  }

  @Test
  void aProcessThatWasStoppedHasNoHangs() throws Exception {
    ManualTime time = new ManualTime();
    CallWatch calls = new CallWatch(WatchdogOptions.defaults(), time);
    StageProgress progress = calls.stages().stage("the stage", "others wait").visitor();
    progress.begin();
    calls.lookAtStages(5);
    // As after SIGSTOP: the next looks come late and in quick succession.
    time.advance(Duration.ofMinutes(10));
    calls.lookAtStages(5);
    assertThat(calls.stages().hung()).isZero();
    progress.end();
    calls.lookAtStages(5);
    assertThat(calls.stages().hung()).isZero();
  }

  @Test
  void workThatNoThreadTakesIsNoticed() {
    Stage dead = looks.stages().stage("the dead stage", "others wait");
    AtomicInteger waiting = new AtomicInteger(1);
    dead.waiting(() -> waiting.get() > 0);
    try (CapturedLog log = CapturedLog.of(StageWatch.class)) {
      looks.time.advance(Looks.LONG);
      assertThat(looks.stages().hanging()).isOne();
      assertThat(log.messages(Level.ERROR))
          .singleElement()
          .asString()
          .startsWith("the dead stage has had work waiting for PT1")
          .endsWith("and none of its threads takes it: others wait");
      waiting.set(0);
      assertThat(looks.stages().hanging()).isZero();
    }
  }

  @Test
  void aSchedulerThatIsStuckInAStagesLockIsNoticedWithItsStack() throws Exception {
    Object lock = new Object();
    try (Scheduler real = Scheduler.singleThread("jit-scheduler-of-test");
        CapturedLog log = CapturedLog.of(StageWatch.class)) {
      ManualTime time = new ManualTime();
      CallWatch calls = new CallWatch(WatchdogOptions.defaults(), time);
      Watchdog watchdog =
          new Watchdog(
              calls, time, real, WatchdogOptions.DEFAULT_PATIENCE, time, Runnable::run, List.of());
      watchdog.start();
      Await.until(
          "the scheduler's thread is known", () -> calls.stages().schedulerThread() != null);
      CountDownLatch waits = new CountDownLatch(1);
      synchronized (lock) {
        real.schedule(() -> takeLock(lock, waits), Duration.ZERO);
        waits.await();
        time.advance(Looks.LONG);
        assertThat(calls.stages().hanging()).isOne();
        assertThat(log.messages(Level.ERROR))
            .singleElement()
            .asString()
            .startsWith("the scheduler has made no progress")
            .contains("lookups that are due");
        assertThat(log.events().get(0).getThrowableProxy().getMessage())
            .isEqualTo("in jit-scheduler-of-test");
      }
      Await.until("it goes on", () -> calls.stages().hanging() == 0);
      watchdog.close();
    }
  }

  private static void takeLock(Object lock, CountDownLatch waits) {
    waits.countDown();
    synchronized (lock) {
      assertThat(Thread.holdsLock(lock)).isTrue();
    }
  }

  @Test
  void whatArmsItselfMayHangAndTheLooksGoOn() throws Exception {
    ManualTime time = new ManualTime();
    CallWatch calls = new CallWatch(WatchdogOptions.defaults(), time);
    StagePool upkeep = StagePool.one(calls.stages().stage("the upkeep", "it waits"), "jit-upkeep");
    try (Snag snag = new Snag()) {
      Watchdog watchdog =
          new Watchdog(
              calls,
              time,
              time,
              WatchdogOptions.DEFAULT_PATIENCE,
              time,
              upkeep,
              List.of(snag::hangHere));
      watchdog.start();
      time.advance(WatchdogOptions.DEFAULT_PATIENCE.dividedBy(4));
      snag.awaitCaught();
      time.advance(Looks.LONG);
      assertThat(calls.stages().hanging()).isOne();
      assertThat(upkeep.getQueue()).as("it is not called beside itself").isEmpty();
      watchdog.close();
    } finally {
      upkeep.shutdown();
    }
  }

  @Test
  void asManyStandInAsThereAreThreadsAndNoMore() throws Exception {
    Stage openers = looks.stages().stage("an opener", "clients wait");
    StagePool two =
        StagePool.replaceable(openers, "jit-opener-of-test", 2, new ArrayBlockingQueue<>(100));
    two.start();
    try (Snag snag = new Snag()) {
      AtomicInteger stuck = new AtomicInteger();
      Runnable hangs =
          () -> {
            stuck.incrementAndGet();
            snag.hangHere();
          };
      for (int n = 0; n < 6; n++) {
        two.execute(hangs);
      }
      Await.until("both hang", () -> stuck.get() == 2);
      looks.time.advance(Looks.LONG);
      Await.until("those that stand in hang too", () -> stuck.get() == 4);
      looks.time.advance(Looks.LONG);
      assertThat(two.getPoolSize()).isEqualTo(4);
      assertThat(two.getQueue()).hasSize(2);
      assertThat(looks.stages().hanging()).isEqualTo(4);
      assertThat(looks.stages().hung()).isEqualTo(4);

      snag.release();
      Await.until("all is done", () -> two.getCompletedTaskCount() == 6);
      Await.until("two threads are left", () -> two.getPoolSize() == 2);
      assertThat(two.getCorePoolSize()).isEqualTo(2);
      assertThat(two.getMaximumPoolSize()).isEqualTo(2);
    } finally {
      two.shutdown();
    }
  }
}
