package io.jitpeers.internal.replay;

import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.BOB;
import static io.jitpeers.stress.Given.CAROL;
import static io.jitpeers.stress.Given.TIME;
import static io.jitpeers.stress.Given.timestamp;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.wireguard.PublicKey;
import java.util.Random;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Tests of two threads that query the replay memory at the same time. */
public final class TimestampStress {
  private static final ReplayOptions OPTIONS = ReplayOptions.defaults();

  private TimestampStress() {}

  /** Returns an empty memory for the given number of keys. */
  static NewestTimestamps memory(int capacity) {
    return new NewestTimestamps(capacity, OPTIONS, TIME, new Random(1));
  }

  static boolean accepts(NewestTimestamps memory, PublicKey key, int seconds) {
    return memory.judge(key, timestamp(seconds)).accepted();
  }

  /**
   * The same initiation arrives twice at the same time: once from the client, and once from an
   * attacker who replays it.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one gets in")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one gets in")
  @Outcome(expect = FORBIDDEN, desc = "a timestamp is used up once")
  @State
  public static class OneTimestampTwice {
    private final NewestTimestamps memory = memory(4);

    @Actor
    public void first(ZZ_Result result) {
      result.r1 = accepts(memory, ALICE, 0);
    }

    @Actor
    public void second(ZZ_Result result) {
      result.r2 = accepts(memory, ALICE, 0);
    }
  }

  /**
   * The same initiation arrives twice at the same time. The memory already has an older timestamp
   * of the client's key, and protects the key.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one gets in")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one gets in")
  @Outcome(expect = FORBIDDEN, desc = "a timestamp is used up once")
  @State
  public static class OneTimestampTwiceOfAKnownKey {
    private final NewestTimestamps memory = memory(4);

    public OneTimestampTwiceOfAKnownKey() {
      memory.judge(ALICE, timestamp(-60));
      memory.protect(ALICE);
    }

    @Actor
    public void first(ZZ_Result result) {
      result.r1 = accepts(memory, ALICE, 0);
    }

    @Actor
    public void second(ZZ_Result result) {
      result.r2 = accepts(memory, ALICE, 0);
    }
  }

  /**
   * An older and a newer initiation of one client arrive at the same time. Afterwards, an attacker
   * replays both.
   */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "the older one came first")
  @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "the newer one came first")
  @Outcome(expect = FORBIDDEN, desc = "the newest gets in, and never goes back")
  @State
  public static class OlderAndNewer {
    private final NewestTimestamps memory = memory(4);

    @Actor
    public void older(ZZZ_Result result) {
      result.r1 = accepts(memory, ALICE, -10);
    }

    @Actor
    public void newer(ZZZ_Result result) {
      result.r2 = accepts(memory, ALICE, 0);
    }

    @Arbiter
    public void recordings(ZZZ_Result result) {
      result.r3 = accepts(memory, ALICE, -10) || accepts(memory, ALICE, 0);
    }
  }

  /**
   * Two clients initiate at the same time, and the memory has room for only one key. The memory
   * accepts both initiations. It remembers the later client's key and forgets the earlier client's
   * key.
   */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "one is remembered, one forgotten")
  @Outcome(expect = FORBIDDEN, desc = "both get in, one is remembered and the other one counted")
  @State
  public static class RoomForOne {
    private final NewestTimestamps memory = memory(1);

    @Actor
    public void alice(ZZZ_Result result) {
      result.r1 = accepts(memory, ALICE, 0);
    }

    @Actor
    public void bob(ZZZ_Result result) {
      result.r2 = accepts(memory, BOB, 0);
    }

    @Arbiter
    public void left(ZZZ_Result result) {
      memory.protect(ALICE);
      memory.protect(BOB);
      result.r3 =
          memory.size() == 1
              && memory.forgotten() == 1
              && memory.isProtected(ALICE) != memory.isProtected(BOB);
    }
  }

  /**
   * The memory is full. The control plane confirms one of the remembered keys, so the memory is
   * told to protect this key. At the same time, a client whose key is not remembered initiates, so
   * the memory must forget one of the remembered keys.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it was protected in time, and stays")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it was forgotten before")
  @Outcome(expect = FORBIDDEN, desc = "no stranger pushes a protected key out")
  @State
  public static class ProtectedOrPushedOut {
    private final NewestTimestamps memory = memory(2);

    public ProtectedOrPushedOut() {
      memory.judge(ALICE, timestamp(0));
      memory.judge(BOB, timestamp(0));
    }

    @Actor
    public void known(ZZ_Result result) {
      memory.protect(ALICE);
      result.r1 = memory.isProtected(ALICE);
    }

    @Actor
    public void stranger() {
      memory.judge(CAROL, timestamp(0));
    }

    @Arbiter
    public void recording(ZZ_Result result) {
      result.r2 = accepts(memory, ALICE, 0);
    }
  }
}
