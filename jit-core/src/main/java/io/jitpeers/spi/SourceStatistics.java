package io.jitpeers.spi;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counters of a source of packets since the source was created. They never decrease. Immutable and
 * thread-safe.
 */
public final class SourceStatistics {
  private final long received;
  private final long droppedByKernel;
  private final long droppedBySource;

  private SourceStatistics(long received, long droppedByKernel, long droppedBySource) {
    this.received = received;
    this.droppedByKernel = droppedByKernel;
    this.droppedBySource = droppedBySource;
  }

  /**
   * Creates the counters. Later versions may add fields, which this method will set to their
   * defaults.
   *
   * @param received packets that the source received, delivered or not
   * @param droppedByKernel packets that the kernel dropped before the source could receive them
   * @param droppedBySource packets that the source received but did not deliver
   * @return immutable counters
   */
  public static SourceStatistics of(long received, long droppedByKernel, long droppedBySource) {
    return new SourceStatistics(received, droppedByKernel, droppedBySource);
  }

  /** {@return the number of packets that the source received, delivered or not} */
  public long received() {
    return received;
  }

  /**
   * {@return the number of packets that the kernel dropped before the source could receive them}
   */
  public long droppedByKernel() {
    return droppedByKernel;
  }

  /** {@return the number of packets that the source received but did not deliver} */
  public long droppedBySource() {
    return droppedBySource;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourceStatistics that
        && received == that.received
        && droppedByKernel == that.droppedByKernel
        && droppedBySource == that.droppedBySource;
  }

  @Override
  public int hashCode() {
    return Objects.hash(received, droppedByKernel, droppedBySource);
  }

  @Override
  public String toString() {
    return "SourceStatistics%s".formatted(List.of(received, droppedByKernel, droppedBySource));
  }
}
