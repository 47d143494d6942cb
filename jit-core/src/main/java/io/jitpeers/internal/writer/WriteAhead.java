package io.jitpeers.internal.writer;

import io.jitpeers.internal.journal.PeerJournal;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records new peers in the journal before they are installed, and waits until the journal is
 * written. If the process were killed after an install but before the write, the restarted gateway
 * would take its own peer for a peer of another program, and would never evict the peer. Used on
 * the writer's thread.
 */
public final class WriteAhead {
  private static final Logger log = LoggerFactory.getLogger(WriteAhead.class);

  /**
   * The time limit of a wait, unless {@link #LATE_LIMIT} applies. A write takes microseconds,
   * because nothing is synced to the disk. Only a disk that hangs takes longer.
   */
  static final Duration LIMIT = Duration.ofSeconds(1);

  /**
   * The time limit of a wait if an earlier wait failed and changes are still unwritten. So if the
   * disk hangs, the first batch of installs waits for the whole {@link #LIMIT}, and each later
   * batch only for this shorter limit.
   */
  static final Duration LATE_LIMIT = Duration.ofMillis(1);

  private final PeerJournal journal;
  private final Function<PublicKey, @Nullable String> validators;
  private boolean late;

  /**
   * Creates an instance.
   *
   * @param validators returns the validator (such as an ETag) of the control plane's answer about a
   *     peer, or null if the answer has no validator; the validator is recorded with the peer
   */
  public WriteAhead(PeerJournal journal, Function<PublicKey, @Nullable String> validators) {
    this.journal = journal;
    this.validators = validators;
  }

  /** Returns an instance without a journal. Used by tests of single parts. */
  public static WriteAhead none() {
    return new WriteAhead(PeerJournal.none(), key -> null);
  }

  /**
   * Records peers and waits, for a limited time, until the journal is written.
   *
   * @param configs the control plane's configs of the peers
   */
  void record(List<PeerConfig> configs) {
    if (configs.isEmpty()) {
      return;
    }
    late = late && !journal.flush(Duration.ZERO); // The earlier changes may be written by now.
    configs.forEach(this::note);
    if (!journal.flush(late ? LATE_LIMIT : LIMIT) && !late) {
      late = true;
      log.warn(
          "peers are installed before the journal has recorded them, because its disk fails or has"
              + " not answered for {}; after a crash, these peers would count as foreign",
          LIMIT);
    }
  }

  /**
   * Passes a peer to the journal without waiting for the write.
   *
   * @param config the control plane's config of the peer
   */
  void note(PeerConfig config) {
    journal.installed(config, validators.apply(config.publicKey()));
  }
}
