package io.jitpeers.internal.hotset;

import static io.jitpeers.stress.Given.ADDRESS;
import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.BOB;
import static io.jitpeers.stress.Given.CAROL;
import static io.jitpeers.stress.Given.NETWORK;
import static io.jitpeers.stress.Given.OTHER_ADDRESS;
import static io.jitpeers.stress.Given.TIME;
import static io.jitpeers.stress.Given.config;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Tests of two threads that request, hold or release one allowed IP in the hot set. */
public final class AddressStress {
  private AddressStress() {}

  private static boolean reserves(HotSet hotSet, PublicKey key, IpPrefix... wanted) {
    return hotSet.reserve(key, List.of(wanted)) == null;
  }

  /** Two clients request the same address. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one has it")
  @Outcome(expect = FORBIDDEN, desc = "an address has one holder")
  @State
  public static class OneAddressForTwo {
    private final HotSet hotSet = new HotSet(TIME);

    @Actor
    public void alice(ZZ_Result result) {
      result.r1 = reserves(hotSet, ALICE, ADDRESS);
    }

    @Actor
    public void bob(ZZ_Result result) {
      result.r2 = reserves(hotSet, BOB, ADDRESS);
    }
  }

  /** One client requests a network. Another client requests two addresses in that network. */
  @JCStressTest
  @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "the network has a holder")
  @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "the addresses have one")
  @Outcome(expect = FORBIDDEN, desc = "neither inside nor around what another one has; all or none")
  @State
  public static class AddressInsideANetwork {
    private final HotSet hotSet = new HotSet(TIME);

    @Actor
    public void alice(ZZZ_Result result) {
      result.r1 = reserves(hotSet, ALICE, NETWORK);
    }

    @Actor
    public void bob(ZZZ_Result result) {
      result.r2 = reserves(hotSet, BOB, OTHER_ADDRESS, ADDRESS);
    }

    @Arbiter
    public void nextOne(ZZZ_Result result) {
      result.r3 = reserves(hotSet, CAROL, ADDRESS);
    }
  }

  /** A resident peer is changed and releases an address. Another client requests that address. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it has become free")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "asked too early; it is free then")
  @Outcome(expect = FORBIDDEN, desc = "what is given up is free, and then has one holder")
  @State
  public static class GivenUpAndWanted {
    private final HotSet hotSet = new HotSet(TIME);

    public GivenUpAndWanted() {
      hotSet.reserve(ALICE, List.of(ADDRESS));
      hotSet.installed(config(ALICE, ADDRESS));
    }

    @Actor
    public void alice() {
      hotSet.configs().changed(config(ALICE, OTHER_ADDRESS), List.of(OTHER_ADDRESS));
    }

    @Actor
    public void bob(ZZ_Result result) {
      result.r1 = reserves(hotSet, BOB, ADDRESS);
    }

    @Arbiter
    public void nextOne(ZZ_Result result) {
      result.r2 = reserves(hotSet, CAROL, ADDRESS);
    }
  }

  /**
   * A newcomer is refused because of a peer that is being removed. The stored refusal contains the
   * number of removals so far, which is read without the lock. Once the peer is removed, the
   * refusal must no longer be valid.
   */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "refused, and let in with the next try")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "not refused, the number was old")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "not refused, the peer had left")
  @Outcome(expect = FORBIDDEN, desc = "a refusal does not outlive its reason")
  @State
  public static class RefusedAndDeparted {
    private final HotSet hotSet = new HotSet(TIME);
    private int departures;

    public RefusedAndDeparted() {
      hotSet.reserve(ALICE, List.of(ADDRESS));
      hotSet.installed(config(ALICE, ADDRESS));
    }

    @Actor
    public void alice() {
      hotSet.removed(ALICE);
    }

    @Actor
    public void bob(ZZ_Result result) {
      departures = hotSet.departures();
      result.r1 = !reserves(hotSet, BOB, ADDRESS);
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      result.r2 = hotSet.departures() != departures;
    }
  }

  /**
   * One thread reserves an allowed IP for a peer and reports the peer as installed. Meanwhile, the
   * other thread resets the hot set, as if the device had been created anew.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "installed later: it has its address")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "forgotten, and its address is free")
  @Outcome(expect = FORBIDDEN, desc = "a peer and its address come and go together")
  @State
  public static class InstalledAndReset {
    private final HotSet hotSet = new HotSet(TIME);

    @Actor
    public void writer() {
      hotSet.reserve(ALICE, List.of(ADDRESS));
      hotSet.installed(config(ALICE, ADDRESS));
    }

    @Actor
    public void device() {
      hotSet.reset();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      result.r1 = hotSet.contains(ALICE) && hotSet.heldLength(ADDRESS) == 32;
      result.r2 = reserves(hotSet, BOB, ADDRESS);
    }
  }
}
