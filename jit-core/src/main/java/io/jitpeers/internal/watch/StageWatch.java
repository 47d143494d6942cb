package io.jitpeers.internal.watch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects stages of the orchestrator that have work but make no progress. Each hang is logged once,
 * with the stack of the hanging thread if there is one. Takes no lock of a stage. Thread-safe.
 */
public final class StageWatch {
  static final Logger log = LoggerFactory.getLogger(StageWatch.class);

  private final List<Stage> stages = new CopyOnWriteArrayList<>();
  private final LongAdder hung = new LongAdder();
  private volatile @Nullable Thread schedulerThread;

  /**
   * Creates a watch with no stages yet. Hanging stages are found only when {@link #look} is called.
   */
  public StageWatch() {}

  /**
   * Adds a stage.
   *
   * @param name the stage's name, as the subject of a sentence
   * @param holdsUp a clause that says what waits for the stage, such as "deadlines wait for it"
   */
  public Stage stage(String name, String holdsUp) {
    Stage stage = new Stage(name, holdsUp);
    stages.add(stage);
    return stage;
  }

  /**
   * Checks all stages.
   *
   * @param now the time, in nanoseconds
   * @param enough the number of checks without progress after which a stage counts as hanging
   */
  synchronized void look(long now, int enough) {
    for (Stage stage : stages) {
      hung.add(stage.look(now, enough));
    }
  }

  /**
   * Returns the thread of the pipeline's scheduler, which keeps the deadlines; null if the thread
   * is not known yet.
   */
  @Nullable Thread schedulerThread() {
    return schedulerThread;
  }

  void schedulerThread(Thread thread) {
    schedulerThread = thread;
  }

  /**
   * Returns how many hangs were found so far, including hangs that have ended since. A hang is a
   * thread that makes no progress, or work that no thread takes.
   */
  public long hung() {
    return hung.sum();
  }

  /**
   * Returns the number of threads that hang now, plus the number of stages whose waiting work no
   * thread takes.
   */
  public synchronized int hanging() {
    return stages.stream().mapToInt(Stage::hanging).sum();
  }
}
