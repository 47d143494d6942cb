package io.jitpeers.internal.watch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a stage of the orchestrator's own that has something in hand, or waiting, and does not go
 * on. It is named with the stack of its thread, once, until it goes on. Takes no lock that a stage
 * has. Thread-safe.
 */
public final class StageWatch {
  static final Logger log = LoggerFactory.getLogger(StageWatch.class);

  private final List<Stage> stages = new CopyOnWriteArrayList<>();
  private final LongAdder hung = new LongAdder();
  private volatile @Nullable Thread schedulerThread;

  /** Creates one without stages. Until somebody looks at them, no stage hangs. */
  public StageWatch() {}

  /**
   * Adds a stage.
   *
   * @param name what it is, as the subject of a sentence
   * @param holdsUp what waits for it, as a clause
   */
  public Stage stage(String name, String holdsUp) {
    Stage stage = new Stage(name, holdsUp);
    stages.add(stage);
    return stage;
  }

  /**
   * Looks at all stages.
   *
   * @param now the time, in nanoseconds
   * @param enough who is seen so often without having gone on hangs
   */
  synchronized void look(long now, int enough) {
    for (Stage stage : stages) {
      hung.add(stage.look(now, enough));
    }
  }

  /** The thread of the pipeline's scheduler, on which deadlines are kept; null if not known yet. */
  @Nullable Thread schedulerThread() {
    return schedulerThread;
  }

  void schedulerThread(Thread thread) {
    schedulerThread = thread;
  }

  /** How often a thread of a stage hung, whether or not it has gone on since. */
  public long hung() {
    return hung.sum();
  }

  /** Threads of stages that hang now, and stages with work that no thread takes. */
  public synchronized int hanging() {
    return stages.stream().mapToInt(Stage::hanging).sum();
  }
}
