package io.jitpeers.internal.replay;

import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.TIME;
import static io.jitpeers.stress.Given.timestamp;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Tests of a thread that queries the durable replay memory while the memory's writer stores the
 * marks (the memory's entries of keys).
 */
public final class MarkWriterStress {
  private MarkWriterStress() {}

  /** A store that keeps the mark that was written last. */
  private static final class LastMark implements ReplayStore {
    private Tai64n newest = timestamp(-100_000);
    private boolean known;

    @Override
    public boolean read(Reader reader) {
      return true;
    }

    @Override
    public void write(Group group) {
      for (Slot slot : group.slots()) {
        newest = slot.mark().newest();
        known = slot.mark().known();
      }
    }

    @Override
    public long damages() {
      return 0;
    }

    @Override
    public void close() {}
  }

  /** A scheduler that runs its tasks in order, when the test tells it to. */
  private static final class Later implements Scheduler {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      tasks.add(task);
      return () -> tasks.remove(task);
    }

    void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }

    @Override
    public void close() {}
  }

  /** A replay memory, its writer, and a mark that is not written yet. */
  private static final class Durable {
    private final NewestTimestamps memory =
        new NewestTimestamps(4, ReplayOptions.defaults(), TIME, new Random(1), true);
    private final LastMark store = new LastMark();
    private final Later later = new Later();
    private final MarkWriter writer =
        new MarkWriter(memory, store, Duration.ofMillis(200), TIME, later, Runnable::run);

    private Durable() {
      writer.start(0, false);
      memory.judge(ALICE, timestamp(-60));
      writer.changed();
    }

    private boolean isWritten() {
      return writer.statistics().behind() == 0;
    }
  }

  /** A timestamp is accepted while an older timestamp is being written. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the newest is written")
  @Outcome(expect = FORBIDDEN, desc = "what was accepted is written sooner or later")
  @State
  public static class AcceptedWhileWriting {
    private final Durable durable = new Durable();

    @Actor
    public void opener(ZZ_Result result) {
      result.r1 = durable.memory.judge(ALICE, timestamp(0)).accepted();
      durable.writer.changed();
    }

    @Actor
    public void writer() {
      durable.later.runAll();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      durable.later.runAll();
      result.r2 = durable.store.newest.equals(timestamp(0)) && durable.isWritten();
    }
  }

  /**
   * The control plane confirms a key. At the same time the writer writes the key's mark, in which
   * the key still counts as unknown.
   */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it is written as known")
  @Outcome(expect = FORBIDDEN, desc = "what was protected is written as such")
  @State
  public static class ProtectedWhileWriting {
    private final Durable durable = new Durable();

    @Actor
    public void provisioning() {
      durable.memory.protect(ALICE);
      durable.writer.changed();
    }

    @Actor
    public void writer() {
      durable.later.runAll();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      durable.later.runAll();
      result.r1 = durable.store.known;
      result.r2 = durable.isWritten();
    }
  }
}
