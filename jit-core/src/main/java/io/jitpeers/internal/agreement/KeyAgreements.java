package io.jitpeers.internal.agreement;

import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the implementation of X25519: the fastest one that passes all test vectors. An
 * implementation that throws or computes a wrong answer is never used. Thread-safe.
 */
public final class KeyAgreements {
  private static final Logger log = LoggerFactory.getLogger(KeyAgreements.class);

  private final LongSupplier clock;

  public KeyAgreements() {
    this(System::nanoTime);
  }

  KeyAgreements(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Checks an implementation.
   *
   * @return why the implementation must not be used; empty if it passes all test vectors
   */
  public static Optional<String> fault(KeyAgreement25519 implementation) {
    return fault(implementation, KnownAnswers.all());
  }

  private static Optional<String> fault(
      KeyAgreement25519 implementation, List<KnownAnswer> vectors) {
    try {
      return vectors.stream()
          .filter(vector -> !vector.isGivenBy(implementation))
          .findFirst()
          .map(missed -> "it computes a wrong secret for the test vector with the " + missed);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      log.debug("an implementation of X25519 threw", e);
      return Optional.of("it failed with " + e);
    }
  }

  /**
   * Returns the fastest usable implementation. Bouncy Castle's implementation is always usable. A
   * candidate is usable if it passes all test vectors. If the comparison of speeds fails, returns
   * Bouncy Castle's implementation.
   *
   * @param candidates the implementations other than Bouncy Castle's, in any order
   * @param reasons for the log: the reasons why other known implementations are not available
   */
  public Candidate fastest(List<Candidate> candidates, List<String> reasons) {
    List<Candidate> usable = new ArrayList<>(List.of(Candidate.bouncyCastle()));
    List<String> left = new ArrayList<>(reasons);
    List<KnownAnswer> vectors = candidates.isEmpty() ? List.of() : KnownAnswers.all();
    for (Candidate candidate : candidates) {
      fault(candidate.implementation(), vectors)
          .ifPresentOrElse(
              fault -> left.add(candidate.name() + ": " + fault), () -> usable.add(candidate));
    }
    if (usable.size() == 1) {
      log.info("X25519: {}, the only implementation{}", usable.get(0).name(), suffix(left));
      return usable.get(0);
    }
    try {
      return winner(usable, left);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      log.warn("X25519: {}, because measuring the speed of {} failed", usable.get(0), usable, e);
      return usable.get(0);
    }
  }

  private Candidate winner(List<Candidate> usable, List<String> left) {
    long[] nanos = new Race(clock).run(usable.stream().map(Candidate::implementation).toList());
    int best = 0;
    StringBuilder figures = new StringBuilder();
    for (int i = 0; i < nanos.length; i++) {
      best = nanos[i] < nanos[best] ? i : best;
      figures.append(i == 0 ? "" : ", ").append(usable.get(i));
      figures.append(' ').append(nanos[i] / 1_000).append(" µs");
    }
    log.info(
        "X25519: {}, the fastest at the start ({}){}",
        usable.get(best).name(),
        figures,
        suffix(left));
    return usable.get(best);
  }

  private static String suffix(List<String> left) {
    return left.isEmpty() ? "" : "; not used: " + String.join("; ", left);
  }
}
