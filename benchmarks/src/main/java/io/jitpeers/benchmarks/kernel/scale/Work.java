package io.jitpeers.benchmarks.kernel.scale;

/** The tasks that are timed for both wg(8) and JIT Peers, the sides of the comparison. */
enum Work {
  /** Install new peers. */
  INSTALL("install"),
  /** Install the same peers again. */
  INSTALL_AGAIN("install again what is there"),
  /** List all peers. */
  LIST("list"),
  /** Remove a fifth of the peers. */
  REMOVE("remove a fifth");

  private final String title;

  Work(String title) {
    this.title = title;
  }

  /**
   * Returns the name of this task in the ids of measured figures, such as {@code list} or {@code
   * install-again}.
   */
  String id() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return title;
  }
}
