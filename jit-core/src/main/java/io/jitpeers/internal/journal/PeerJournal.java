package io.jitpeers.internal.journal;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records which peers this gateway installed, and the config of each. The record outlives the
 * process, so a restarted gateway recognizes its own peers on the device.
 *
 * <p>Thread-safe. Only {@link #flush} and {@link #close} wait for writes to the disk. No method
 * throws: if the disk fails, the gateway continues, and some changes are not recorded.
 */
public interface PeerJournal extends AutoCloseable {

  /**
   * Records that a peer was installed on the device with a config. Replaces the peer's earlier
   * entry.
   *
   * @param config the installed config
   * @param validator the validator of the answer that contained the config, such as an entity tag;
   *     may be null
   */
  void installed(PeerConfig config, @Nullable String validator);

  /**
   * Records that the control plane confirmed a peer's config. Does nothing if the peer has no
   * entry. With an unchanged validator, at most one confirmation per hour is written, because after
   * a restart the time of the confirmation is needed only approximately.
   *
   * @param key the peer
   * @param validator the validator of the answer that confirmed the config; may be null
   */
  void confirmed(PublicKey key, @Nullable String validator);

  /**
   * Records that a peer no longer belongs to this gateway, because this gateway or another program
   * removed it.
   *
   * @param key the peer
   */
  void removed(PublicKey key);

  /**
   * Looks up a peer. Reads one record of a file; the operating system usually has the record in its
   * cache.
   *
   * @param key the peer
   * @return the peer's latest entry; empty if the peer has no entry or the entry cannot be read
   */
  Optional<JournalEntry> find(PublicKey key);

  /**
   * Passes every entry to a consumer, in no particular order. The consumer may call this journal.
   * If an entry changes meanwhile, the consumer may get its old or its new state.
   *
   * @param consumer called on the current thread
   */
  void forEach(Consumer<? super JournalEntry> consumer);

  /**
   * Starts a write if there are unwritten changes. An earlier start may have failed, for example
   * because no thread could be created. The watchdog calls this method from time to time.
   */
  default void nudge() {}

  /**
   * {@return the number of peers with an entry in the file; changes that are not written yet do not
   * count}
   */
  int size();

  /**
   * Waits until all changes so far are written.
   *
   * @param limit the longest wait
   * @return whether all these changes are written; false if the disk fails or the limit has passed
   */
  boolean flush(Duration limit);

  /** {@return whether the last attempt to write succeeded; true before the first attempt} */
  boolean isHealthy();

  /** {@return the number of times a file could not be read or written} */
  long failures();

  /**
   * {@return the number of changes that were dropped because too many waited for a failing disk}
   */
  long dropped();

  /** Writes waiting changes, for a few seconds at most, and closes the journal. Idempotent. */
  @Override
  void close();

  /** {@return a journal that stores nothing} */
  static PeerJournal none() {
    return NoJournal.INSTANCE;
  }
}
