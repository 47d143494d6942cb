package io.jitpeers.spi;

import io.jitpeers.wireguard.Tai64n;

/** What a {@link ReplayMemory} says of an initiation. Immutable and thread-safe. */
public sealed interface ReplayVerdict {
  /** The only {@link Newer}. */
  ReplayVerdict NEWER = new Newer();

  /** The only {@link Resumed}. */
  ReplayVerdict RESUMED = new Resumed();

  /** The only {@link Replayed}. */
  ReplayVerdict REPLAYED = new Replayed();

  /** {@return whether the initiation may be acted on; its timestamp is used up then} */
  boolean accepted();

  /** Accepted: newer than all that count. */
  record Newer() implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return true;
    }
  }

  /**
   * Accepted, although an older initiation of the key had a newer timestamp: its clock came back
   * from the future, or its timestamps were made to start anew. A data plane that still holds the
   * peer remembers the newer one and would not answer, so the peer is taken off it first.
   */
  record Resumed() implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return true;
    }
  }

  /**
   * Refused: the same initiation was accepted before, as far as the memory tells, so this is a
   * recording, or a copy that the network made; or it is older than the newest one by so little
   * that the two came in the wrong order.
   */
  record Replayed() implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return false;
    }
  }

  /**
   * Refused: it is older than the newest one, and was not accepted before, as far as the memory
   * tells. The client's clock fell back, or it is a recording of an initiation that never came
   * here, or of one that the memory no longer remembers.
   *
   * @param newest the newest timestamp that counts
   * @param known whether the control plane knows the key: it was {@linkplain ReplayMemory#protect
   *     protected}
   */
  record Behind(Tai64n newest, boolean known) implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return false;
    }
  }
}
