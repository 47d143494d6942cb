package io.jitpeers.benchmarks.kernel.scale;

/** What both sides do. */
enum Work {
  /** New peers. */
  INSTALL("install"),
  /** The same peers again. */
  INSTALL_AGAIN("install again what is there"),
  /** All peers. */
  LIST("list"),
  /** A fifth of the peers. */
  REMOVE("remove a fifth");

  private final String title;

  Work(String title) {
    this.title = title;
  }

  /** Returns the part of a figure's id. */
  String id() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return title;
  }
}
