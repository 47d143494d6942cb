package io.jitpeers.benchmarks.profiles;

/** What the profiler samples. */
enum Event {
  /** Processor time, with the kernel's frames where the kernel permits it. */
  CPU("event=cpu,interval=1ms", ""),

  /**
   * Processor time, without the kernel's frames. Sampled with a timer for each thread instead of
   * the kernel's performance events, which a User-Mode Linux does not have.
   */
  TIMER("event=ctimer,interval=4ms", ""),

  /** Allocated bytes. The last frame of a stack is the type of the object. */
  ALLOCATION("event=alloc,alloc=64k", ",total");

  private final String start;
  private final String output;

  Event(String start, String output) {
    this.start = start;
    this.output = output;
  }

  /** Returns the part of a start command that selects the event. */
  String start() {
    return start;
  }

  /** Returns the options that tell the profiler how to write a profile as text. */
  String output() {
    return "collapsed,threads,ann,lib,norm" + output;
  }

  /** Returns the unit of a stack's weight. */
  String unit() {
    return this == ALLOCATION ? "bytes" : "samples";
  }
}
