package io.jitpeers.internal.watch;

/** A daemon thread of a stage. */
final class StageThread extends Thread {
  private final Stage stage;
  private final StageProgress progress = new StageProgress();

  StageThread(Stage stage, Runnable work, String name) {
    super(work, name);
    this.stage = stage;
    setDaemon(true);
  }

  /**
   * Runs the thread. When the thread ends, for example because a task failed, the stage no longer
   * watches it.
   */
  @Override
  public void run() {
    stage.add(progress);
    try {
      super.run();
    } finally {
      stage.remove(progress);
    }
  }

  Stage stage() {
    return stage;
  }

  StageProgress progress() {
    return progress;
  }
}
