package io.jitpeers.internal.journal;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, across restarts of the process, which peers this gateway installed and as what, so
 * that a peer found on the device is known to be its own.
 *
 * <p>Thread-safe. No call waits for a disk to be written, and none throws: if the disk fails the
 * gateway goes on, and remembers less.
 */
public interface PeerJournal extends AutoCloseable {

  /**
   * Notes that a peer is on the device as its config says. What was noted of it before is replaced.
   *
   * @param config what was installed
   * @param validator of the answer that it came with, such as an entity tag; null for none
   */
  void installed(PeerConfig config, @Nullable String validator);

  /**
   * Notes that the control plane said again what it had said of a peer. Does nothing if the peer is
   * not in the journal. With the same validator it is written once an hour, for a restart only
   * needs to know about when that was.
   *
   * @param key the peer
   * @param validator of this answer; null for none
   */
  void confirmed(PublicKey key, @Nullable String validator);

  /**
   * Notes that a peer is no longer this gateway's: it was removed, or is gone.
   *
   * @param key the peer
   */
  void removed(PublicKey key);

  /**
   * Looks a peer up. Reads one record of a file, which the system usually has in memory.
   *
   * @param key the peer
   * @return what was noted of it last, or empty if nothing was, or if it cannot be read
   */
  Optional<JournalEntry> find(PublicKey key);

  /**
   * Passes on what was noted of every peer, in no order. The consumer may call this journal. A peer
   * about which something is noted meanwhile may be passed on as it was before or after.
   *
   * @param consumer called on this thread
   */
  void forEach(Consumer<? super JournalEntry> consumer);

  /**
   * Begins to write what waits, if that should have begun and has not, as when no thread could be
   * started. To be called every now and then.
   */
  default void nudge() {}

  /** {@return of how many peers the file tells; what waits to be written is not counted} */
  int size();

  /**
   * Waits until what was noted so far is written.
   *
   * @param limit how long to wait
   * @return whether it is; false if the disk fails or the time is up
   */
  boolean flush(Duration limit);

  /** {@return whether the last attempt to write succeeded; true if there was none} */
  boolean isHealthy();

  /** {@return how often a file could not be read or written} */
  long failures();

  /** {@return how many notes were given up because too many waited for a disk that failed} */
  long dropped();

  /** Writes what waits, for a few seconds at the most. Later calls do nothing. */
  @Override
  void close();

  /** {@return a journal that remembers nothing} */
  static PeerJournal none() {
    return NoJournal.INSTANCE;
  }
}
