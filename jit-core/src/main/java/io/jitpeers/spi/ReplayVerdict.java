package io.jitpeers.spi;

import io.jitpeers.wireguard.Tai64n;

/** The decision of a {@link ReplayMemory} about an initiation. Immutable and thread-safe. */
public sealed interface ReplayVerdict {
  /** The only instance of {@link Newer}. */
  ReplayVerdict NEWER = new Newer();

  /** The only instance of {@link Resumed}. */
  ReplayVerdict RESUMED = new Resumed();

  /** The only instance of {@link Replayed}. */
  ReplayVerdict REPLAYED = new Replayed();

  /**
   * {@return true if the initiation is accepted and its timestamp is recorded, false if the
   * initiation is refused}
   */
  boolean accepted();

  /**
   * Accepted: the timestamp is newer than all earlier timestamps of the key. Earlier timestamps
   * that were too far in the future do not count.
   */
  record Newer() implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return true;
    }
  }

  /**
   * Accepted, although the timestamp is older than a timestamp that was accepted earlier for the
   * key. Either the client's clock was ahead and has been corrected, or the key's timestamps were
   * reset. A data plane that still holds the peer remembers the newer timestamp, and would not
   * answer this initiation. The orchestrator therefore removes the peer from the data plane before
   * it continues with the initiation.
   */
  record Resumed() implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return true;
    }
  }

  /**
   * Refused for one of two reasons. First, the memory may remember that the same initiation was
   * accepted before. The packet is then a recording or a duplicate from the network. Second, the
   * timestamp may be only slightly older than the newest timestamp of the key, because two
   * initiations of the key arrived in the wrong order.
   */
  record Replayed() implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return false;
    }
  }

  /**
   * Refused: the timestamp is clearly older than the newest timestamp of the key and, as far as the
   * memory can tell, the initiation was not accepted before. Either the client's clock fell back,
   * or the packet is a recording. The recorded initiation then never reached this gateway, or the
   * memory has forgotten it.
   *
   * @param newest the newest timestamp of the key; timestamps too far in the future do not count
   * @param known whether the key is {@linkplain ReplayMemory#protect protected}: the control plane
   *     once knew it
   */
  record Behind(Tai64n newest, boolean known) implements ReplayVerdict {
    @Override
    public boolean accepted() {
      return false;
    }
  }
}
