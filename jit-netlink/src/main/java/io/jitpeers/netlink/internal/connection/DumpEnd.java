package io.jitpeers.netlink.internal.connection;

/** How a dump without a kernel error ended. */
public enum DumpEnd {
  /** The kernel sent everything, and nothing changed meanwhile. */
  COMPLETE,
  /** The dumped objects changed meanwhile, so some may be missing ({@code NLM_F_DUMP_INTR}). */
  INTERRUPTED,
  /** The consumer stopped the dump. */
  STOPPED
}
