package io.jitpeers.internal.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be written about one peer. Immutable. */
sealed interface Change {

  /** Returns what is known of a peer after this change, of which that was known before. */
  Optional<JournalEntry> appliedTo(Optional<JournalEntry> before);

  /** Returns what this change and a confirmation after it come to. */
  Change confirmed(Confirmed later);

  /** Whether what was known before does not matter. */
  boolean saysAll();

  /** Returns what this and a later change come to. */
  default Change then(Change later) {
    return later instanceof Confirmed confirmation ? confirmed(confirmation) : later;
  }

  /** The peer is on the device. */
  record Installed(JournalEntry entry) implements Change {
    @Override
    public Optional<JournalEntry> appliedTo(Optional<JournalEntry> before) {
      return Optional.of(entry);
    }

    @Override
    public Change confirmed(Confirmed later) {
      return new Installed(entry.confirmed(later.validator(), later.at()));
    }

    @Override
    public boolean saysAll() {
      return true;
    }
  }

  /** What is known of it holds. */
  record Confirmed(@Nullable String validator, long at) implements Change {
    @Override
    public Optional<JournalEntry> appliedTo(Optional<JournalEntry> before) {
      return before.map(entry -> entry.confirmed(validator, at));
    }

    @Override
    public Change confirmed(Confirmed later) {
      return later;
    }

    @Override
    public boolean saysAll() {
      return false;
    }
  }

  /** The peer is no longer ours. */
  enum Removed implements Change {
    REMOVED;

    @Override
    public Optional<JournalEntry> appliedTo(Optional<JournalEntry> before) {
      return Optional.empty();
    }

    @Override
    public Change confirmed(Confirmed later) {
      return this; // Of a peer that is not ours any more nothing is confirmed.
    }

    @Override
    public boolean saysAll() {
      return true;
    }
  }
}
