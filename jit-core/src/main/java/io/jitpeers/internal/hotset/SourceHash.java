package io.jitpeers.internal.hotset;

/**
 * The hash function of the {@link ResidentTable}, which stores peers, and of the tables of packet
 * sources. A peer is hashed by its key, and a source by its number ({@link SourceKey}). Stateless.
 */
final class SourceHash {
  private SourceHash() {}

  /**
   * Mixes bits with the finalizer of MurmurHash3 (Austin Appleby, public domain). Each bit of the
   * result depends on each bit of the input.
   */
  static long mix(long bits) {
    long h = bits;
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
