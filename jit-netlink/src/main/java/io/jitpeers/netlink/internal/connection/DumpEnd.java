package io.jitpeers.netlink.internal.connection;

/** The way in which a dump ended, if the kernel reported no error. */
public enum DumpEnd {
  /** The kernel sent all objects, and none of them changed during the dump. */
  COMPLETE,
  /**
   * The dumped objects changed during the dump, so some may be missing ({@code NLM_F_DUMP_INTR}).
   */
  INTERRUPTED,
  /** The consumer stopped the dump. */
  STOPPED
}
