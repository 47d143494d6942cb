package io.jitpeers.internal.replay;

import static io.jitpeers.internal.replay.TimestampStress.accepts;
import static io.jitpeers.internal.replay.TimestampStress.memory;
import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.timestamp;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Tests in which two threads use the replay memory at the same time, for a client whose clock is
 * wrong or was wrong.
 */
public final class ClockStress {
  /** How far ahead a timestamp of a wrong clock is: ten years, in seconds. */
  private static final int FAR_AHEAD = 10 * 365 * 86_400;

  private ClockStress() {}

  /**
   * An operator resets a client's timestamps, because the client's clock was set back. The client
   * initiates at the same time.
   */
  @JCStressTest
  @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "forgotten first: it gets in")
  @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "it gets in with its next try")
  @Outcome(expect = FORBIDDEN, desc = "it gets in once, and a recording of before never does")
  @State
  public static class ForgetAndInitiation {
    private final NewestTimestamps memory = memory(4);

    public ForgetAndInitiation() {
      memory.judge(ALICE, timestamp(0));
      memory.protect(ALICE);
    }

    @Actor
    public void operator() {
      memory.forget(ALICE);
    }

    @Actor
    public void client(ZZZ_Result result) {
      result.r1 = accepts(memory, ALICE, -86_400);
    }

    @Arbiter
    public void again(ZZZ_Result result) {
      result.r2 = accepts(memory, ALICE, -86_400);
      result.r3 = accepts(memory, ALICE, 0);
    }
  }

  /**
   * The first initiation after a client's timestamps were reset arrives together with a recording
   * of that initiation.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one gets in")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one gets in")
  @Outcome(expect = FORBIDDEN, desc = "a lineage begins once")
  @State
  public static class FirstOfALineageTwice {
    private final NewestTimestamps memory = memory(4);

    public FirstOfALineageTwice() {
      memory.judge(ALICE, timestamp(0));
      memory.protect(ALICE);
      memory.forget(ALICE);
    }

    @Actor
    public void first(ZZ_Result result) {
      result.r1 = accepts(memory, ALICE, -86_400);
    }

    @Actor
    public void second(ZZ_Result result) {
      result.r2 = accepts(memory, ALICE, -86_400);
    }
  }

  /**
   * Two answers of the control plane raise a key's timestamp epoch to the same value. The key's
   * timestamps are reset only once.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one starts it anew")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one starts it anew")
  @Outcome(expect = FORBIDDEN, desc = "an epoch counts once")
  @State
  public static class OneEpochTwice {
    private final NewestTimestamps memory = memory(4);

    public OneEpochTwice() {
      memory.judge(ALICE, timestamp(0));
      memory.epoch(ALICE, 1);
    }

    @Actor
    public void first(ZZ_Result result) {
      result.r1 = memory.epoch(ALICE, 2);
    }

    @Actor
    public void second(ZZ_Result result) {
      result.r2 = memory.epoch(ALICE, 2);
    }
  }

  /**
   * An initiation with a timestamp far in the future and an initiation with a current timestamp
   * arrive at the same time. Then an attacker replays both.
   */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "both get in, once")
  @Outcome(expect = FORBIDDEN, desc = "the future locks nobody out, and no recording gets in")
  @State
  public static class FutureAndNow {
    private final NewestTimestamps memory = memory(4);

    @Actor
    public void future(ZZZ_Result result) {
      result.r1 = accepts(memory, ALICE, FAR_AHEAD);
    }

    @Actor
    public void now(ZZZ_Result result) {
      result.r2 = accepts(memory, ALICE, 0);
    }

    @Arbiter
    public void recordings(ZZZ_Result result) {
      result.r3 = accepts(memory, ALICE, FAR_AHEAD) || accepts(memory, ALICE, 0);
    }
  }
}
