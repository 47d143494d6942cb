package io.jitpeers.internal.provisioning;

import static io.jitpeers.event.Outcome.ALREADY_RESIDENT;
import static io.jitpeers.event.Outcome.STORE_FAILED;
import static io.jitpeers.internal.provisioning.Flights.CONFIG;
import static io.jitpeers.internal.provisioning.Flights.ONE_PLACE;
import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.BOB;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.jitpeers.internal.common.Demand;
import io.jitpeers.time.Scheduler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Tests of two threads that begin, join and end the flight (pending provisioning) of one key. */
public final class FlightStress {
  private FlightStress() {}

  /** A client's initiation and the client's retry are opened on two threads. */
  @JCStressTest
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the older one leads")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the newer one leads")
  @Outcome(expect = FORBIDDEN, desc = "one flight, which keeps the newer one; the older one ends")
  @State
  public static class InitiationAndRetry {
    private final Flights flights = new Flights();
    private final Demand.Initiation older = Flights.initiation(ALICE);
    private final Demand.Initiation newer = Flights.initiation(ALICE);
    private PendingPeers.@Nullable Admitted first;
    private PendingPeers.@Nullable Admitted second;

    @Actor
    public void first(ZZZ_Result result) {
      PendingPeers.Admitted admitted = flights.admit(older, 0);
      first = admitted;
      result.r1 = admitted.begun() != null;
    }

    @Actor
    public void second(ZZZ_Result result) {
      PendingPeers.Admitted admitted = flights.admit(newer, 5);
      second = admitted;
      result.r2 = admitted.begun() != null;
    }

    @Arbiter
    public void end(ZZZ_Result result) {
      PendingPeers.Admitted one = Objects.requireNonNull(first);
      PendingPeers.Admitted two = Objects.requireNonNull(second);
      PendingPeers.Ended ended =
          flights.pending.end(Flights.begun(one.begun() == null ? two : one));
      result.r3 =
          ended != null
              && ended.demand() == newer
              && (one.rejected() == older ^ two.rejected() == older)
              && one.rejected() != newer
              && two.rejected() != newer
              && flights.pending.size() == 0;
    }
  }

  /** A client's retry arrives while the installation of the client's peer is reported. */
  @JCStressTest
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "it joins, and is answered")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "it finds the peer resident")
  @Outcome(expect = FORBIDDEN, desc = "no second flight, and no packet that nobody completes")
  @State
  public static class InstalledAndRetry {
    private final Flights flights = new Flights();
    private final Demand.Initiation newer = Flights.initiation(ALICE);
    private final PendingPeer flight = flights.begin(ALICE, 0);

    @Actor
    public void writer(ZZZ_Result result) {
      flights.hotSet.installed(CONFIG);
      PendingPeers.Ended ended = flights.pending.installed(flight, CONFIG);
      result.r1 = ended != null && ended.demand() == newer;
    }

    @Actor
    public void retry(ZZZ_Result result) {
      PendingPeers.Admitted admitted = flights.admit(newer, 5);
      result.r2 = admitted.rejected() == newer && admitted.outcome() == ALREADY_RESIDENT;
      result.r3 = admitted.begun() == null;
    }
  }

  /** The store writer ends a flight as installed, while the deadline ends the same flight. */
  @JCStressTest
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the writer ends it")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the deadline ends it")
  @Outcome(expect = FORBIDDEN, desc = "a flight ends once, and gives its place back")
  @State
  public static class InstalledAndExpired {
    private final Flights flights = new Flights(ONE_PLACE);
    private final PendingPeer flight = flights.begin(ALICE, 0);

    @Actor
    public void writer(ZZZ_Result result) {
      result.r1 = flights.pending.installed(flight, CONFIG) != null;
    }

    @Actor
    public void deadline(ZZZ_Result result) {
      result.r2 = flights.pending.end(flight, STORE_FAILED, "on purpose") != null;
    }

    @Arbiter
    public void nextOne(ZZZ_Result result) {
      result.r3 = flights.pending.size() == 0 && flights.admit(BOB, 0).begun() != null;
    }
  }

  /** An outbound packet starts to wait for a peer while the peer's flight ends. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it waits, and hears of the end")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it comes too late, and is told so")
  @Outcome(expect = FORBIDDEN, desc = "whoever waits hears of the end")
  @State
  public static class JoinAndEnd {
    private final Flights flights = new Flights();
    private final PendingPeer flight = flights.begin(ALICE, 0);
    private final Demand.WakeUp packet = Flights.wakeUp(ALICE);

    @Actor
    public void privateSide(ZZ_Result result) {
      result.r1 = flights.pending.join(packet);
    }

    @Actor
    public void end(ZZ_Result result) {
      PendingPeers.Ended ended = flights.pending.end(flight);
      result.r2 = ended != null && ended.waiting().contains(packet);
    }
  }

  /** A flight ends before its deadline is set. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "whoever came second cancelled it")
  @Outcome(expect = FORBIDDEN, desc = "no deadline stays behind when its flight has ended")
  @State
  public static class DeadlineAndEnd {
    private final Flights flights = new Flights();
    private final PendingPeer flight = flights.begin(ALICE, 0);
    private volatile boolean cancelled;

    @Actor
    public void begin() {
      Scheduler.Cancellable deadline = () -> cancelled = true;
      if (!flights.pending.expires(flight, deadline)) {
        deadline.cancel();
      }
    }

    @Actor
    public void end() {
      if (flights.pending.end(flight) != null) {
        flight.release();
      }
    }

    @Arbiter
    public void afterwards(Z_Result result) {
      result.r1 = cancelled;
    }
  }

  /** The orchestrator closes while a client initiates. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "its flight is among those to be ended")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it is refused as CLOSED")
  @Outcome(expect = FORBIDDEN, desc = "no flight is left when all are ended")
  @State
  public static class AdmitAndClose {
    private final Flights flights = new Flights();

    @Actor
    public void client(ZZ_Result result) {
      result.r1 = flights.admit(ALICE, 0).begun() != null;
    }

    @Actor
    public void close(ZZ_Result result) {
      result.r2 = flights.pending.close().size() == 1;
    }
  }
}
