package io.jitpeers.examples.identify;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts initiations by the results of opening (decrypting) them. Thread-safe. */
final class Counts {
  /** The reasons for which a capture of initiations refuses frames. */
  private static final FrameRefusal[] REFUSALS =
      Stream.of(FrameRefusal.values())
          .filter(refusal -> refusal != FrameRefusal.NOT_TRANSPORT_DATA)
          .toArray(FrameRefusal[]::new);

  private final Map<InitiationRefusal, Long> refused = new EnumMap<>(InitiationRefusal.class);
  private long initiations;

  /** Counts a result, and returns the total. */
  synchronized long add(InitiationResult result) {
    initiations++;
    if (result instanceof Refused refusal) {
      refused.merge(refusal.reason(), 1L, Long::sum);
    }
    return initiations;
  }

  /**
   * Returns all counts as one line. The line names every reason, even if its count is 0:
   *
   * <pre>{@code
   * frames: 33; initiations: 8 (opened 8, refused 0: not_an_initiation 0, bad_mac1 0, …);
   * other frames: 25 (truncated 0, not_ip 4, …); dropped by the kernel: 0
   * }</pre>
   */
  synchronized String summary(PcapStatistics frames) {
    long refusals = sum(refused);
    return "frames: "
        + frames.frames()
        + "; initiations: "
        + initiations
        + " (opened "
        + (initiations - refusals)
        + ", refused "
        + refusals
        + ": "
        + list(InitiationRefusal.values(), refused)
        + "); other frames: "
        + sum(frames.refused())
        + " ("
        + list(REFUSALS, frames.refused())
        + "); dropped by the kernel: "
        + frames.droppedByKernel();
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static <E extends Enum<E>> String list(E[] reasons, Map<E, Long> counts) {
    return Arrays.stream(reasons)
        .map(reason -> Finding.word(reason) + " " + counts.getOrDefault(reason, 0L))
        .collect(Collectors.joining(", "));
  }
}
