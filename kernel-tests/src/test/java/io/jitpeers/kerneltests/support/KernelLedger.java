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
 * Whether the kernel has destroyed every peer and every WireGuard interface that it created.
 *
 * <p>WireGuard writes both to the kernel's log if dynamic debugging is on for it, as its own
 * self-test does (tools/testing/selftests/wireguard/netns.sh). The kernel's log is one for the
 * whole machine: on a host whose WireGuard is used otherwise at the same time, those peers are
 * counted too.
 *
 * <p>{@link LedgerExtension} looks after each test class. Thread-safe.
 */
public final class KernelLedger {
  private static final Path CONTROL = Path.of("/proc/dynamic_debug/control");

  /** The kernel frees after a grace period. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static KernelLedger shared;

  private final LedgerPage page = new LedgerPage();
  private final KernelLog log;

  private KernelLedger() {
    log = KernelLog.follow(page::accept);
    debug("+p");
  }

  /** The ledger of this JVM, opened when it is first asked for. */
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
   * Logs nothing while code runs, for what measures time: a line costs the kernel about a
   * microsecond, and reading it some more. What is created meanwhile is not in the ledger; nothing
   * that is in it must go meanwhile.
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

  /** Peers that were created since the ledger was opened. */
  public long peersCreated() {
    log.catchUp();
    return page.peersCreated();
  }

  /** Those of them that were destroyed. */
  public long peersDestroyed() {
    log.catchUp();
    return page.peersDestroyed();
  }

  /**
   * Waits until everything is destroyed, within bounds.
   *
   * @return what is wrong, a sentence each: what is left, what the kernel complains about, what was
   *     lost of the log
   */
  List<String> settle() {
    boolean balanced =
        Await.until(
            PATIENCE,
            () -> {
              log.catchUp();
              return page.isBalanced();
            });
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
