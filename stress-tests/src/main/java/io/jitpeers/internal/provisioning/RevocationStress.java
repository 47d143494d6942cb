package io.jitpeers.internal.provisioning;

import static io.jitpeers.event.Outcome.NOT_FOUND;
import static io.jitpeers.internal.provisioning.Flights.ANSWER;
import static io.jitpeers.internal.provisioning.Flights.CONFIG;
import static io.jitpeers.stress.Given.ALICE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.PeerLookup;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Tests in which a peer is revoked or removed, or is named by a change hint, while the peer's
 * flight (pending provisioning) makes its next step.
 */
public final class RevocationStress {
  private RevocationStress() {}

  /** A client's peer is revoked while the client initiates. */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "the revocation ends its flight")
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "it came after the revocation")
  @Outcome(expect = FORBIDDEN, desc = "a flight ends once")
  @State
  public static class AdmitAndRevoke {
    private final Flights flights = new Flights();
    private PendingPeers.@Nullable Admitted admitted;

    @Actor
    public void client(ZZZ_Result result) {
      PendingPeers.Admitted got = flights.admit(ALICE, 0);
      admitted = got;
      result.r1 = got.begun() != null;
    }

    @Actor
    public void operator(ZZZ_Result result) {
      result.r2 = flights.pending.revoke(ALICE) != null;
    }

    @Arbiter
    public void end(ZZZ_Result result) {
      PendingPeer flight = Flights.begun(Objects.requireNonNull(admitted));
      result.r3 = flights.pending.end(flight) != null;
    }
  }

  /**
   * A flight ends because the control plane does not know the peer. At the same time the peer is
   * revoked.
   */
  @JCStressTest
  @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "the revocation ends it")
  @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "it had ended, and is forgotten")
  @Outcome(expect = FORBIDDEN, desc = "it ends once, and no refusal outlives a revocation")
  @State
  public static class RefusedAndRevoked {
    private final Flights flights = new Flights();
    private final PendingPeer flight = flights.begin(ALICE, 0);

    @Actor
    public void operator(ZZZ_Result result) {
      result.r1 = flights.pending.revoke(ALICE) != null;
    }

    @Actor
    public void end(ZZZ_Result result) {
      result.r2 = flights.pending.end(flight, NOT_FOUND, "on purpose") != null;
    }

    @Arbiter
    public void remembered(ZZZ_Result result) {
      result.r3 = flights.cache.refusals().of(ALICE, flights.hotSet.departures()).isPresent();
    }
  }

  /** A peer is revoked while the answer with the peer's config arrives. */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "the answer came first")
  @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "the revocation came first")
  @Outcome(expect = FORBIDDEN, desc = "no answer outlives a revocation, and nothing is installed")
  @State
  public static class FoundAndRevoked {
    private final Flights flights = new Flights();
    private final PendingPeer flight = flights.begin(ALICE, 0);

    @Actor
    public void answer(ZZZ_Result result) {
      result.r1 = flights.pending.found(flight, CONFIG, Duration.ofMinutes(5), ANSWER) != null;
    }

    @Actor
    public void operator(ZZZ_Result result) {
      result.r2 = flights.pending.revoke(ALICE) != null;
    }

    @Arbiter
    public void remembered(ZZZ_Result result) {
      result.r3 = flights.cache.knows(ALICE) || flights.pending.prepare(flight, CONFIG) != null;
    }
  }

  /** A hint reports a change while an answer arrives that may be older than the change. */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "used, and not remembered")
  @Outcome(expect = FORBIDDEN, desc = "no answer of before outlives a hint")
  @State
  public static class FoundAndHinted {
    private final Flights flights = new Flights();
    private final PendingPeer flight = flights.begin(ALICE, 0);

    @Actor
    public void answer(ZZZ_Result result) {
      result.r1 = flights.pending.found(flight, CONFIG, Duration.ofMinutes(5), ANSWER) != null;
    }

    @Actor
    public void hint() {
      flights.pending.hinted(ALICE);
    }

    @Arbiter
    public void remembered(ZZZ_Result result) {
      result.r2 = flights.pending.isHinted(flight);
      result.r3 = flights.cache.knows(ALICE);
    }
  }

  /**
   * A client initiates. At the same time, revalidation receives the answer that the control plane
   * does not know the client's peer.
   */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "it leaves, and is asked for anew")
  @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "its flight decides")
  @Outcome(expect = FORBIDDEN, desc = "an answer that a flight overrules is not remembered")
  @State
  public static class LeavesAndAdmit {
    private static final Eviction EVICTION = new Eviction(ALICE, EvictionCause.REVOKED);
    private static final PeerLookup.NotFound UNKNOWN = PeerLookup.notFound(Duration.ofMinutes(1));

    private final Flights flights = new Flights();

    @Actor
    public void revalidation(ZZZ_Result result) {
      result.r1 = flights.pending.leaves(EVICTION, UNKNOWN);
    }

    @Actor
    public void client(ZZZ_Result result) {
      result.r2 = flights.admit(ALICE, 0).begun() != null;
    }

    @Arbiter
    public void remembered(ZZZ_Result result) {
      result.r3 = flights.cache.knownAsNotFound(ALICE);
    }
  }
}
