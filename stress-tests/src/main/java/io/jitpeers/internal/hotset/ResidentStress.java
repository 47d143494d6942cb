package io.jitpeers.internal.hotset;

import static io.jitpeers.stress.Given.ADDRESS;
import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.BOB;
import static io.jitpeers.stress.Given.OTHER_ADDRESS;
import static io.jitpeers.stress.Given.TIME;
import static io.jitpeers.stress.Given.config;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZZ_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Tests in which two threads use the same resident peer of a hot set at the same time; for example,
 * one thread lists the peer while the other removes it.
 */
public final class ResidentStress {
  private static final PeerConfig CONFIG = config(ALICE, ADDRESS);
  private static final PeerStatus STATUS =
      new PeerStatus(ALICE, false, null, null, 0, 0, 0, List.of(ADDRESS));

  private ResidentStress() {}

  private static HotSet withAlice() {
    HotSet hotSet = new HotSet(TIME);
    hotSet.reserve(ALICE, List.of(ADDRESS));
    hotSet.installed(CONFIG);
    return hotSet;
  }

  /** A sweep is about to remove an idle peer while the peer's client initiates. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it goes, and is provisioned anew")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it came back, and stays")
  @Outcome(expect = FORBIDDEN, desc = "no peer is evicted whose client was told that it is there")
  @State
  public static class EvictionAndInitiation {
    private static final Eviction IDLE = new Eviction(ALICE, EvictionCause.IDLE);

    private final HotSet hotSet = withAlice();
    private final Listing listing = hotSet.beginListing();

    public EvictionAndInitiation() {
      listing.accept(STATUS);
    }

    @Actor
    public void writer(ZZ_Result result) {
      result.r1 = hotSet.beginRemoval(ALICE, () -> !listing.cameBack(IDLE));
    }

    @Actor
    public void client(ZZ_Result result) {
      result.r2 = hotSet.initiationSeen(ALICE) != HotSet.Presence.ABSENT;
    }
  }

  /** Two removals of one peer. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one removes it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one removes it")
  @Outcome(expect = FORBIDDEN, desc = "a peer is removed once")
  @State
  public static class OneRemovalOfTwo {
    private final HotSet hotSet = withAlice();

    @Actor
    public void first(ZZ_Result result) {
      result.r1 = hotSet.beginRemoval(ALICE, () -> true);
    }

    @Actor
    public void second(ZZ_Result result) {
      result.r2 = hotSet.beginRemoval(ALICE, () -> true);
    }
  }

  /**
   * One thread removes a peer, while another thread processes a listing that began before the
   * removal and still shows the peer.
   */
  @JCStressTest
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it is gone, with its address")
  @Outcome(expect = FORBIDDEN, desc = "no listing of before brings a peer back")
  @State
  public static class ListedAndRemoved {
    private final HotSet hotSet = withAlice();
    private final Listing listing = hotSet.beginListing();

    @Actor
    public void cron() {
      listing.accept(STATUS);
    }

    @Actor
    public void writer() {
      hotSet.removed(ALICE);
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      result.r1 = hotSet.contains(ALICE);
      result.r2 = hotSet.reserve(BOB, List.of(ADDRESS)) == null;
    }
  }

  /** A peer is missing from two listings in a row while it is installed again. */
  @JCStressTest
  @Outcome(id = "1, true, false", expect = ACCEPTABLE, desc = "lost, and then installed")
  @Outcome(id = "0, true, false", expect = ACCEPTABLE, desc = "installed since: not lost")
  @Outcome(expect = FORBIDDEN, desc = "no listing of before takes out what was installed since")
  @State
  public static class LostAndInstalled {
    private static final ListingResult EMPTY = ListingResult.of(0, true);

    private final HotSet hotSet = withAlice();
    private final Listing listing;

    public LostAndInstalled() {
      hotSet.beginListing().finish(EMPTY);
      listing = hotSet.beginListing();
    }

    @Actor
    public void cron(IZZ_Result result) {
      result.r1 = listing.finish(EMPTY).size();
    }

    @Actor
    public void writer() {
      hotSet.reserve(ALICE, List.of(ADDRESS));
      hotSet.installed(CONFIG);
    }

    @Arbiter
    public void afterwards(IZZ_Result result) {
      result.r2 = hotSet.contains(ALICE);
      result.r3 = hotSet.reserve(BOB, List.of(ADDRESS)) == null;
    }
  }

  /**
   * A peer's address is changed while another thread looks up the holders of the old and the new
   * address.
   */
  @JCStressTest
  @Outcome(id = "10.0.0.1/32", expect = ACCEPTABLE, desc = "as it was")
  @Outcome(id = "10.0.0.2/32", expect = ACCEPTABLE, desc = "as it is")
  @Outcome(expect = FORBIDDEN, desc = "a change is seen as a whole: neither both nor none")
  @State
  public static class ConflictsAndChange {
    private static final PeerConfig WANTED = config(BOB, ADDRESS, OTHER_ADDRESS);

    private final HotSet hotSet = withAlice();

    @Actor
    public void writer() {
      hotSet.configs().changed(config(ALICE, OTHER_ADDRESS), List.of(OTHER_ADDRESS));
    }

    @Actor
    public void revalidation(L_Result result) {
      result.r1 =
          hotSet.configs().conflicts(WANTED).stream()
              .map(conflict -> conflict.held().toString())
              .collect(Collectors.joining(" "));
    }
  }

  /** Two threads each take the peers that are due for revalidation. */
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "one of them has it")
  @Outcome(expect = FORBIDDEN, desc = "a peer that is due is asked about once")
  @State
  public static class DueOnce {
    private final HotSet hotSet = withAlice();
    private int first;
    private int second;

    public DueOnce() {
      hotSet.configs().confirmed(CONFIG, Duration.ZERO);
    }

    @Actor
    public void first() {
      first = hotSet.configs().takeDue(1).size();
    }

    @Actor
    public void second() {
      second = hotSet.configs().takeDue(1).size();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
      result.r1 = first + second;
      result.r2 = hotSet.configs().untilNext() == ResidentConfigs.NEVER;
    }
  }

  /**
   * One thread removes a peer. Meanwhile, another thread records the control plane's confirmation
   * that the peer is unchanged, and schedules the peer's next revalidation.
   */
  @JCStressTest
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "nobody asks about it any more")
  @Outcome(expect = FORBIDDEN, desc = "no peer that is gone stays in the queue")
  @State
  public static class ConfirmedAndRemoved {
    private final HotSet hotSet = withAlice();

    @Actor
    public void revalidation() {
      hotSet.configs().confirmed(CONFIG, Duration.ofMinutes(1));
    }

    @Actor
    public void writer() {
      hotSet.removed(ALICE);
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
      result.r1 = hotSet.contains(ALICE);
      result.r2 = hotSet.configs().untilNext() == ResidentConfigs.NEVER;
    }
  }
}
