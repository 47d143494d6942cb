package io.jitpeers.internal.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change to one peer's journal entry. The change is not written to the file yet. Immutable. */
sealed interface Change {

  /**
   * Returns the peer's entry after this change; empty if the peer then has no entry.
   *
   * @param before the peer's entry before this change
   */
  Optional<JournalEntry> appliedTo(Optional<JournalEntry> before);

  /**
   * Returns the combination of this change and a later one, in which the control plane confirmed
   * the peer's config.
   */
  Change confirmed(Confirmed later);

  /**
   * Returns whether this change alone determines the peer's entry, whatever the earlier entry was.
   */
  boolean saysAll();

  /** Returns the combination of this change and a later change. */
  default Change then(Change later) {
    return later instanceof Confirmed confirmation ? confirmed(confirmation) : later;
  }

  /** The peer was installed with a config. */
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

  /** The control plane confirmed the config in the peer's entry. */
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

  /** The peer no longer belongs to this gateway. */
  enum Removed implements Change {
    REMOVED;

    @Override
    public Optional<JournalEntry> appliedTo(Optional<JournalEntry> before) {
      return Optional.empty();
    }

    @Override
    public Change confirmed(Confirmed later) {
      return this; // A peer that no longer belongs to this gateway has nothing to confirm.
    }

    @Override
    public boolean saysAll() {
      return true;
    }
  }
}
