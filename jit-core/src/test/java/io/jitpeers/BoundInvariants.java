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
 * In the middle of a storm of a {@link Simulation}, the control plane's latest answers take effect
 * within a bound. For each resident peer of this gateway:
 *
 * <ul>
 *   <li>the control plane is asked again when its answer is no longer fresh, or after a hint;
 *   <li>if two consecutive answers contained the same config, the device has that config. A single
 *       answer is not enough: it may answer a sweep's question, or one about a clock that fell
 *       back, which is used for nothing else;
 *   <li>if two consecutive answers said that there is no such peer, the peer is gone, unless the
 *       brake holds it.
 * </ul>
 *
 * <p>The bound is counted in turns. A turn is a second in which the gateway's threads ran and no
 * lookup waited for a late answer. In each turn the gateway can ask at least one question, about
 * the peer that has been due for longest, and there are fewer peers than turns. A config that
 * breaks a rule, or wants what another peer on the device has, must not be installed. While the
 * store fails, nothing can be installed.
 */
final class BoundInvariants {
  /**
   * Enough turns for the questions about other peers: there are a dozen clients, and those with
   * hints go first.
   */
  private static final int TURNS = 30;

  /** A turn without a question, although a peer is due, counts as this many turns. */
  private static final int IDLE = 3;

  /** A change that failed or came too late is repeated after the answer to the next question. */
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

  /** Called after a step, which may have given the writer work. */
  void ran() {
    if (harness.stages.isWriterIdle()) {
      given.done();
    }
  }

  /** Called after a second in which everything ran that could. */
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

  /** Returns whether no question was asked although no failed attempt explains it. */
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

  /**
   * Returns whether the control plane must be asked about a peer, because of a hint or because its
   * answer is no longer fresh.
   */
  private boolean isDue(PublicKey key, Said said) {
    Duration most = options.maxAge();
    // A config that was refused in part is asked about later, at the latest when the brake releases
    // the peer.
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
    // A peer that the brake holds, perhaps because of a conflict, stays unchanged until the brake's
    // next round.
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

  /** Returns what was checked, for runs that are longer than the build's. */
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
