package io.jitpeers.internal.provisioning;

import static io.jitpeers.event.Outcome.PENDING_FULL;
import static io.jitpeers.internal.provisioning.Flights.ONE_PLACE;
import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.BOB;
import static io.jitpeers.stress.Given.CAROL;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.jitpeers.options.ProvisioningOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Tests of two threads that request the last place: among the pending peers, among the initiations
 * that wait for the replay memory, or on the device.
 */
public final class ShareStress {
  private static final ProvisioningOptions ONE_RESIDENT =
      ProvisioningOptions.builder().maxResidentPeers(1).build();

  private ShareStress() {}

  /** Two clients initiate, and there is room for one flight (the provisioning of one peer). */
  @JCStressTest
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the first one has it")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the second one has it")
  @Outcome(expect = FORBIDDEN, desc = "one of them has it, and gives it back")
  @State
  public static class OneFlight {
    private final Flights flights = new Flights(ONE_PLACE);

    @Actor
    public void alice(ZZZ_Result result) {
      result.r1 = flights.admit(ALICE, 0).begun() != null;
    }

    @Actor
    public void bob(ZZZ_Result result) {
      result.r2 = flights.admit(BOB, 0).begun() != null;
    }

    @Arbiter
    public void nextOne(ZZZ_Result result) {
      boolean full = flights.admit(CAROL, 0).outcome() == PENDING_FULL;
      flights.pending.close().forEach(flights.pending::end);
      result.r3 = full && flights.pending.size() == 0 && flights.pending.beginCheck(true);
    }
  }

  /** Two initiations have to wait for the replay memory, and there is room for one. */
  @JCStressTest
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the first one waits")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the second one waits")
  @Outcome(expect = FORBIDDEN, desc = "one of them waits, and gives its place back")
  @State
  public static class OneCheck {
    private final Flights flights = new Flights(ONE_PLACE);

    @Actor
    public void alice(ZZZ_Result result) {
      result.r1 = flights.pending.beginCheck(true);
    }

    @Actor
    public void bob(ZZZ_Result result) {
      result.r2 = flights.pending.beginCheck(true);
    }

    @Arbiter
    public void nextOne(ZZZ_Result result) {
      flights.pending.endCheck(true);
      result.r3 = flights.pending.beginCheck(true) && !flights.pending.beginCheck(true);
    }
  }

  /**
   * A flight (the provisioning of one peer) ends while another client initiates, and there is room
   * for one flight.
   */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it takes the place that became free")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it came too early")
  @Outcome(expect = FORBIDDEN, desc = "no place is lost")
  @State
  public static class EndAndAdmit {
    private final Flights flights = new Flights(ONE_PLACE);
    private final PendingPeer flight = flights.begin(ALICE, 0);

    @Actor
    public void end() {
      flights.pending.end(flight);
    }

    @Actor
    public void bob(ZZ_Result result) {
      result.r1 = flights.admit(BOB, 0).begun() != null;
    }

    @Arbiter
    public void nextOne(ZZ_Result result) {
      result.r2 = result.r1 != (flights.admit(CAROL, 0).begun() != null);
    }
  }

  /**
   * Two clients initiate, and there is room for one resident peer. The control plane once knew both
   * clients' keys.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one gets in")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one gets in")
  @Outcome(expect = FORBIDDEN, desc = "no more are on their way in than may be resident")
  @State
  public static class OneResidentOfTwoThatAreKnown {
    private final Flights flights = new Flights(ONE_RESIDENT);

    @Actor
    public void alice(ZZ_Result result) {
      result.r1 = flights.admit(ALICE, 0).begun() != null;
    }

    @Actor
    public void bob(ZZ_Result result) {
      result.r2 = flights.admit(BOB, 0).begun() != null;
    }
  }

  /**
   * Two clients initiate, and there is room for one resident peer. The clients are unknown until
   * the control plane returns their configs.
   */
  @JCStressTest
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the first one gets in")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the second one gets in")
  @Outcome(expect = FORBIDDEN, desc = "one has the place, and gives it back when it ends")
  @State
  public static class OneResidentOfTwoStrangers {
    private final Flights flights = new Flights(ONE_RESIDENT, false);
    private final PendingPeer alice = flights.begin(ALICE, 0);
    private final PendingPeer bob = flights.begin(BOB, 0);

    @Actor
    public void alice(ZZZ_Result result) {
      result.r1 = flights.pending.takesPlace(alice);
    }

    @Actor
    public void bob(ZZZ_Result result) {
      result.r2 = flights.pending.takesPlace(bob);
    }

    @Arbiter
    public void nextOne(ZZZ_Result result) {
      flights.pending.end(alice);
      flights.pending.end(bob);
      result.r3 = flights.pending.takesPlace(flights.begin(CAROL, 0));
    }
  }
}
