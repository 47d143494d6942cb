package io.jitpeers.netlink.internal.connection;

/** How a dump ended that the kernel did not fail. */
public enum DumpEnd {
  /** The kernel gave everything, and nothing changed meanwhile. */
  COMPLETE,
  /** What was dumped changed meanwhile: something may be missing ({@code NLM_F_DUMP_INTR}). */
  INTERRUPTED,
  /** The consumer did not want the rest. */
  STOPPED
}
