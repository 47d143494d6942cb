package io.jitpeers.examples.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.gateway.fleet.Follower.Clock;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.testkit.ManualTime;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is printed. */
class FollowerTest {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final String ALICE = Located.ALICE.toBase64();
  private static final String BOB = Located.BOB.toBase64();
  private static final String ALICE_AT_A =
      "located " + ALICE + " 10.9.0.1 192.0.2.7:51820 10.0.0.2/32";

  private final InMemoryFleet fleet = new InMemoryFleet();
  private final FleetDirectory directory = fleet.directory();
  private final ManualTime time = new ManualTime();
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private final AtomicInteger unwritable = new AtomicInteger();
  private final Follower follower = follower(out.stream);

  private Follower follower(PrintStream to) {
    return follower(to, directory);
  }

  private Follower follower(PrintStream to, FleetDirectory read) {
    return new Follower(
        read, to, err.stream, null, unwritable::incrementAndGet, new Clock(time, time, EVERY));
  }

  private void start() {
    follower.start();
    settle();
  }

  private void settle() {
    time.advance(Duration.ZERO);
  }

  private void aliceAtA() throws Exception {
    Located.claim(directory, Located.at(Located.ALICE, "10.9.0.1", 0, "10.0.0.2/32"));
  }

  @Test
  void listsWhatThereIsAndThenEachChange() throws Exception {
    aliceAtA();
    start();
    assertThat(out.take()).containsExactly(ALICE_AT_A);
    Located.claim(directory, Located.vague(Located.BOB, "b"));
    Located.claim(directory, Located.at(Located.ALICE, "c", 1, "10.0.0.2/32"));
    Located.release(directory, Located.BOB, "b");
    settle();
    assertThat(out.take())
        .containsExactly(
            "located " + BOB + " b - -",
            "located " + ALICE + " c 192.0.2.7:51820 10.0.0.2/32",
            "left " + BOB + " b");
  }

  @Test
  void changesWhileTheLocationsAreReadCountMore() throws Exception {
    aliceAtA();
    follower.start();
    Located.claim(directory, Located.at(Located.ALICE, "c", 1, "10.0.0.2/32"));
    follower.left(Located.ALICE, "10.9.0.1");
    settle();
    String atC = "located " + ALICE + " c 192.0.2.7:51820 10.0.0.2/32";
    assertThat(out.take()).containsExactly(atC);
  }

  @Test
  void listsAllAgainWhenChangesWereMissed() throws Exception {
    aliceAtA();
    start();
    out.take();
    follower.missed();
    follower.missed();
    settle();
    assertThat(out.take()).containsExactly(ALICE_AT_A);
  }

  @Test
  void changesDoNotWaitForReading() throws Exception {
    aliceAtA();
    Located.claim(directory, Located.vague(Located.BOB, "b"));
    CompletableFuture<Boolean> gate = new CompletableFuture<>();
    Follower waiting = follower(out.stream, SlowVisits.of(directory, gate));
    waiting.start();
    settle();
    assertThat(out.take()).isEmpty();
    Located.claim(directory, Located.at(Located.ALICE, "c", 1, "10.0.0.2/32"));
    Located.release(directory, Located.BOB, "b");
    settle();
    assertThat(out.take()).containsExactly("located " + ALICE + " c 192.0.2.7:51820 10.0.0.2/32");
    gate.complete(true);
    settle();
    // What was read is older.
    assertThat(out.take()).isEmpty();
    time.advance(EVERY);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void readsOnceMoreIfChangesAreMissedWhileItReads() throws Exception {
    CompletableFuture<Boolean> gate = new CompletableFuture<>();
    Follower waiting = follower(out.stream, SlowVisits.of(directory, gate));
    waiting.start();
    settle();
    waiting.close();
    aliceAtA();
    waiting.missed();
    settle();
    assertThat(out.take()).isEmpty();
    gate.complete(true);
    settle();
    assertThat(out.take()).containsExactly(ALICE_AT_A);
  }

  @Test
  void givesUpReadingThatTakesTooLong() throws Exception {
    aliceAtA();
    CompletableFuture<Boolean> gate = new CompletableFuture<>();
    follower(out.stream, SlowVisits.of(directory, gate)).start();
    time.advance(Duration.ofSeconds(59));
    assertThat(err.take()).isEmpty();
    time.advance(Duration.ofSeconds(1));
    assertThat(err.take())
        .containsExactly(
            "the locations cannot be read, which is tried again each second: no answer within 60 s");
    gate.complete(true);
    time.advance(Duration.ofSeconds(1));
    assertThat(out.take()).containsExactly(ALICE_AT_A);
    assertThat(err.take()).containsExactly("the locations can be read again");
  }

  @Test
  void manyMovesAreOneProcess() {
    FakeRoutes machine = new FakeRoutes();
    PeerRoutes routes = new PeerRoutes(new IpRoutes(machine, Optional.empty()), false, err.stream);
    Follower moving =
        new Follower(
            directory, out.stream, err.stream, routes, () -> {}, new Clock(time, time, EVERY));
    for (int i = 0; i < 250; i++) {
      moving.located(Located.at(Located.ALICE, "10.9.0.2", i, "10.0.0." + i + "/32"));
      moving.located(Located.at(Located.BOB, "10.9.0.2", i, "10.0.1." + i + "/32"));
    }
    settle();
    assertThat(machine.batches()).isEqualTo(1);
    assertThat(machine.routes())
        .isEqualTo(Map.of("10.0.0.249/32", "via 10.9.0.2", "10.0.1.249/32", "via 10.9.0.2"));
  }

  @Test
  void findsEndpointsThatWereNotTold() throws Exception {
    aliceAtA();
    start();
    out.take();
    follower.close();
    Located.claim(directory, Located.vague(Located.ALICE, "10.9.0.1"));
    time.advance(EVERY);
    assertThat(out.take()).containsExactly("located " + ALICE + " 10.9.0.1 - -");
    time.advance(EVERY);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void whatIsNotListedForLongHasLeft() throws Exception {
    aliceAtA();
    start();
    out.take();
    loseSilently();
    time.advance(directory.timeToLive().minus(EVERY));
    assertThat(out.take()).isEmpty();
    time.advance(EVERY.multipliedBy(2));
    assertThat(out.take()).containsExactly("left " + ALICE + " 10.9.0.1");
  }

  @Test
  void whatTheEngineHasLostAndIsClaimedAgainStays() throws Exception {
    aliceAtA();
    start();
    loseSilently();
    time.advance(EVERY.multipliedBy(3));
    aliceAtA();
    out.take();
    time.advance(directory.timeToLive().multipliedBy(3));
    assertThat(out.take()).containsExactly(ALICE_AT_A);
  }

  /** Removes the location as an engine does that forgets it: nobody is told. */
  private void loseSilently() throws Exception {
    follower.close();
    Located.release(directory, Located.ALICE, "10.9.0.1");
    AutoCloseable unused = directory.watch(follower);
    settle();
  }

  @Test
  void triesAgainWhileTheEngineDoesNotAnswer() throws Exception {
    aliceAtA();
    fleet.reachable(false);
    start();
    time.advance(Duration.ofSeconds(10));
    assertThat(out.take()).isEmpty();
    assertThat(err.take())
        .containsExactly(
            "the locations cannot be read, which is tried again each second: the engine is not"
                + " reachable");
    fleet.reachable(true);
    time.advance(Duration.ofSeconds(1));
    assertThat(out.take()).containsExactly(ALICE_AT_A);
    assertThat(err.take()).containsExactly("the locations can be read again");
  }

  @Test
  void saysIfItsLinesCannotBeWritten() throws Exception {
    aliceAtA();
    OutputStream closed = OutputStream.nullOutputStream();
    closed.close();
    follower(new PrintStream(closed)).start();
    settle();
    assertThat(unwritable).hasPositiveValue();
  }

  @Test
  void hearsNothingAfterItsEnd() throws Exception {
    start();
    follower.close();
    aliceAtA();
    settle();
    assertThat(out.take()).isEmpty();
  }
}
