package io.jitpeers.fleet;

/**
 * Compares the IDs of stream entries. An ID has the form {@code MILLISECONDS-SEQUENCE}, in which
 * both parts are unsigned 64-bit numbers.
 */
final class StreamIds {
  private StreamIds() {}

  /** Compares two IDs in the order of the stream. */
  static int compare(String one, String other) {
    int order = Long.compareUnsigned(part(one, 0), part(other, 0));
    return order == 0 ? Long.compareUnsigned(part(one, 1), part(other, 1)) : order;
  }

  private static long part(String id, int index) {
    String[] parts = id.split("-", 2);
    return parts.length > index ? Long.parseUnsignedLong(parts[index]) : 0;
  }
}
