package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.AnswersGiven.Last;
import io.jitpeers.AnswersGiven.Said;
import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * That what the control plane said last is what is installed, within a bound, in the middle of a
 * storm of a {@link Simulation}: of each peer of ours that is resident,
 *
 * <ul>
 *   <li>the control plane is asked about it when its answer ended, or after a hint;
 *   <li>when that gave the same config twice, the device has it: one answer may be to a question of
 *       a sweep, or about a clock that fell back, and is used for nothing else;
 *   <li>when it said twice that there is no such peer, the peer is gone, unless the brake holds it.
 * </ul>
 *
 * <p>The bound is counted in turns: seconds in which the gateway's threads ran and no lookup was
 * left waiting for an answer that is late. In each of them it can ask at least one question, of
 * whoever has been due for longest, and there are fewer peers than turns. A config that breaks a
 * rule, or wants what another peer on the device has, is not to be installed. While the store fails
 * nothing can be.
 */
final class BoundInvariants {
  /** While others are asked about: there are a dozen clients, and those with hints go first. */
  private static final int TURNS = 30;

  /** A turn in which nobody was asked about, although somebody is due, counts as so many. */
  private static final int IDLE = 3;

  /** A change that failed, or came too late, is made up for by the answer to the next question. */
  private static final int TURNS_DIFFERENT = 15;

  private static final IpPrefix PERMITTED = IpPrefix.parse("10.0.0.0/8");

  private final Simulation simulation;
  private final Harness harness;
  private final AnswersGiven given;
  private final RevalidationOptions options;
  private final Map<PublicKey, Integer> unasked = new HashMap<>();
  private final Map<PublicKey, Integer> different = new HashMap<>();
  private long turns;
  private long looks;
  private long questions;
  private long failed;
  private long failedNanos;
  private int mostUnasked;
  private int mostDifferent;

  BoundInvariants(Simulation simulation, AnswersGiven given, RevalidationOptions options) {
    this.simulation = simulation;
    this.harness = simulation.harness;
    this.given = given;
    this.options = options;
    harness.orchestrator.addListener(
        event -> {
          if (event instanceof JitEvent.PeerInstalled installed) {
            given.flightEnded(installed.key());
          } else if (event instanceof JitEvent.PeerRefused refused) {
            given.flightEnded(refused.key());
          }
        });
  }

  /** Something was done, perhaps also what the writer had to do. */
  void ran() {
    if (harness.stages.isWriterIdle()) {
      given.done();
    }
  }

  /** A second has passed, in which everything ran that could. */
  void second() throws StoreException {
    int turn = isIdle() ? IDLE : 1;
    if (simulation.control.isAwaited()) {
      return;
    }
    boolean storm = !simulation.control.isCalm();
    turns += storm ? 1 : 0;
    Set<PublicKey> ours = ours();
    for (PrivateKey client : simulation.clients) {
      PublicKey key = client.publicKey();
      boolean resident = ours.contains(key) && harness.store.contains(key);
      looks += resident && storm ? 1 : 0;
      int waits = count(unasked, key, turn, resident && isDue(key, given.of(key)));
      mostUnasked = Math.max(mostUnasked, waits);
      assertThat(waits)
          .as("turns since a resident peer was to be asked about: %s", key)
          .isLessThanOrEqualTo(TURNS);
      int differs = count(different, key, 1, resident && isDifferent(key));
      mostDifferent = Math.max(mostDifferent, differs);
      assertThat(differs)
          .as("turns since a resident peer is not what was said of it: %s", key)
          .isLessThanOrEqualTo(TURNS_DIFFERENT);
    }
  }

  /** Nobody was asked about, and no try that failed is the reason. */
  private boolean isIdle() {
    long tries = harness.orchestrator.statistics().revalidations().failed();
    long now = harness.time.nanoTime();
    failedNanos = tries == failed ? failedNanos : now;
    failed = tries;
    boolean asked = given.questions() != questions;
    questions = given.questions();
    return !asked && now - failedNanos > options.minAge().toNanos();
  }

  private static int count(
      Map<PublicKey, Integer> counts, PublicKey key, int turn, boolean goesOn) {
    if (!goesOn) {
      counts.remove(key);
      return 0;
    }
    return counts.merge(key, turn, Integer::sum);
  }

  private Set<PublicKey> ours() {
    Set<PublicKey> ours = new HashSet<>();
    for (ResidentPeer peer : harness.orchestrator.snapshot().hotSet()) {
      if (peer.origin() != PeerOrigin.FOREIGN) {
        ours.add(peer.key());
      }
    }
    return ours;
  }

  /** Whether the control plane is to be asked: a hint said so, or its answer ended. */
  private boolean isDue(PublicKey key, Said said) {
    Duration most = options.maxAge();
    // One that was refused in part is asked about again later, at the latest when the brake lets
    // go.
    if (said.last == Last.CONFIG
        && said.config.publicKey().equals(key)
        && isOnTheDevice(said.config)) {
      most = said.fresh.compareTo(most) < 0 ? said.fresh : most;
      most = most.compareTo(options.minAge()) < 0 ? options.minAge() : most;
    }
    return said.isHinted() || harness.time.nanoTime() - said.touchedNanos >= most.toNanos();
  }

  private static boolean isPermitted(Said said) {
    return said.config != null && said.config.allowedIps().stream().allMatch(PERMITTED::contains);
  }

  private boolean isDifferent(PublicKey key) throws StoreException {
    Said said = given.of(key);
    // Whom the brake holds, perhaps for a conflict, is left as it is until the brake's next round.
    if (simulation.isStoreFailing()
        || harness.orchestrator.statistics().revalidations().brakeEngaged()) {
      return false;
    }
    if (said.last == Last.NOT_FOUND && said.notFound > 1) {
      return true;
    }
    PeerConfig wanted = said.config;
    boolean isToBeInstalled =
        said.last == Last.CONFIG
            && said.isSaidTwice
            && wanted.publicKey().equals(key)
            && isPermitted(said)
            && wanted.expiresAt().filter(at -> !at.isAfter(harness.time.wallTime())).isEmpty()
            && !isHeldByOthers(wanted);
    return isToBeInstalled && !isOnTheDevice(wanted);
  }

  private boolean isHeldByOthers(PeerConfig wanted) throws StoreException {
    boolean[] held = {false};
    harness.store.list(
        status ->
            held[0] |=
                !status.publicKey().equals(wanted.publicKey())
                    && status.allowedIps().stream().anyMatch(wanted.allowedIps()::contains));
    return held[0];
  }

  private boolean isOnTheDevice(PeerConfig wanted) {
    PeerConfig config = harness.store.config(wanted.publicKey()).orElseThrow();
    return Set.copyOf(config.allowedIps()).equals(Set.copyOf(wanted.allowedIps()))
        && config.presharedKey().equals(wanted.presharedKey())
        && config.persistentKeepaliveSeconds() == wanted.persistentKeepaliveSeconds();
  }

  /** Returns what was looked at, for whoever asked for more than the build does. */
  @Override
  public String toString() {
    return turns
        + " turns in storms, "
        + looks
        + " looks at resident peers, asked about after at most "
        + mostUnasked
        + " turns, different for at most "
        + mostDifferent;
  }
}
