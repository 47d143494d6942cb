package io.jitpeers.kerneltests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Checks whether the kernel has destroyed every peer and every WireGuard interface that it created.
 *
 * <p>WireGuard writes both events to the kernel's log if dynamic debugging is on for it, as its own
 * self-test does (tools/testing/selftests/wireguard/netns.sh). The whole machine has one kernel
 * log: on a host with other uses of WireGuard at the same time, their peers are counted too.
 *
 * <p>{@link LedgerExtension} checks after each test class. Thread-safe.
 */
public final class KernelLedger {
  private static final Path CONTROL = Path.of("/proc/dynamic_debug/control");

  /** How long to wait: the kernel frees after a grace period. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static KernelLedger shared;

  private final LedgerPage page = new LedgerPage();
  private final KernelLog log;

  private KernelLedger() {
    log = KernelLog.follow(page::accept);
    debug("+p");
  }

  /** Returns the ledger of this JVM, which is opened at the first call. */
  public static synchronized KernelLedger shared() {
    if (shared == null) {
      shared = new KernelLedger();
    }
    return shared;
  }

  private static void debug(String flags) {
    try {
      for (String query :
          List.of(
              "module wireguard file *peer.c format Peer ", "module wireguard format Interface ")) {
        Files.writeString(CONTROL, query + flags, StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("WireGuard cannot be told to log its peers", e);
    }
  }

  /**
   * Disables the kernel's log entries while code runs, for time measurements: writing an entry
   * costs the kernel about a microsecond, and reading it some more. The ledger misses objects that
   * are created meanwhile; objects that it contains must not be destroyed meanwhile.
   *
   * @return what the code returns
   * @throws Exception what the code throws
   */
  public <T> T pausedWhile(Callable<T> code) throws Exception {
    debug("-p");
    try {
      return code.call();
    } finally {
      debug("+p");
    }
  }

  /** Returns whether each peer and interface of the ledger is destroyed. */
  public boolean isBalanced() {
    log.catchUp();
    return page.isBalanced();
  }

  /** Returns how many peers were created since the ledger was opened. */
  public long peersCreated() {
    log.catchUp();
    return page.peersCreated();
  }

  /** Returns how many of them were destroyed. */
  public long peersDestroyed() {
    log.catchUp();
    return page.peersDestroyed();
  }

  /**
   * Waits for a limited time until everything is destroyed.
   *
   * @return the problems, one sentence each: what is left, what the kernel complains about, and
   *     lost log entries
   */
  List<String> settle() {
    boolean balanced = Await.until(PATIENCE, this::isBalanced);
    List<String> faults = page.takeFaults();
    if (log.lost() > 0) {
      return List.of(
          "the kernel lost "
              + log.lost()
              + " lines of its log before they could be read; a larger log_buf_len on its command"
              + " line helps",
          "without them, balanced is " + balanced + ": " + faults);
    }
    return faults;
  }
}
