package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.testkit.FakeResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract tests of {@link EvictionPolicy}. A policy is a pure function of the {@link
 * HotSetView}. It selects only resident peers, selects no peer twice, and does not block. The test
 * of an implementation extends this class and adds tests of the policy's purpose.
 *
 * <p>A policy may select pinned peers and {@linkplain PeerOrigin#FOREIGN foreign} peers. It may
 * also select peers whose session is younger than the minimum age for eviction, the {@linkplain
 * io.jitpeers.options.EvictionOptions#losslessFloor lossless floor}. The orchestrator checks each
 * selected peer before it evicts the peer.
 *
 * <pre>{@code
 * class VisitorsPolicyTest extends EvictionPolicyContract {
 *   protected EvictionPolicy createPolicy() { return new VisitorsPolicy(Duration.ofHours(1)); }
 * }
 * }</pre>
 */
public abstract class EvictionPolicyContract {
  private static final int DAY_SECONDS = 86_400;
  private static final List<PeerOrigin> ORIGINS = List.of(PeerOrigin.values());

  /** Creates a contract. */
  protected EvictionPolicyContract() {}

  /** {@return a new policy to test} */
  protected abstract EvictionPolicy createPolicy();

  @Test
  void selectsNothingOfNothing() {
    assertThat(createPolicy().select(new HotSetView(List.of(), Integer.MAX_VALUE))).isEmpty();
    assertThat(createPolicy().select(new HotSetView(List.of(), 0))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 1_000})
  void selectsResidentPeersOnceEach(int size) {
    for (int limit : new int[] {0, 1, size / 2, size, Integer.MAX_VALUE}) {
      HotSetView view = view(size, limit);
      List<PublicKey> resident = view.peers().stream().map(ResidentPeer::key).toList();

      List<Eviction> selected = createPolicy().select(view);

      assertThat(selected).extracting(Eviction::key).doesNotHaveDuplicates().isSubsetOf(resident);
      assertThat(selected).extracting(Eviction::cause).doesNotContainNull();
    }
  }

  /**
   * A policy must not wait, and must not clear the interrupt status of its thread. The orchestrator
   * interrupts this thread when the orchestrator closes.
   */
  @Test
  void doesNotWaitForAnything() {
    EvictionPolicy policy = createPolicy();
    List<Eviction> selected = policy.select(view(100, 50));
    Thread.currentThread().interrupt();
    boolean interrupted;
    List<Eviction> onInterruptedThread;
    try {
      onInterruptedThread = policy.select(view(100, 50));
    } finally {
      interrupted = Thread.interrupted();
    }
    assertThat(onInterruptedThread).isEqualTo(selected);
    assertThat(interrupted).as("the thread's interrupt is still there").isTrue();
  }

  @Test
  void partsTogetherSelectWhatThePolicySelects() {
    EvictionPolicy policy = createPolicy();
    HotSetView view = view(300, 150);

    assertThat(
            policy.parts().stream()
                .flatMap(part -> part.select(view).stream())
                .map(Eviction::key)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            policy.select(view).stream().map(Eviction::key).toList());
  }

  @Test
  void isMadeOfPoliciesThatCanBeAskedForThemselves() {
    EvictionPolicy policy = createPolicy();
    assertThat(policy.parts()).isNotEmpty().doesNotContainNull();
    assertThat(policy.or(policy).parts()).isNotEmpty().doesNotContainNull();
  }

  @Test
  void selectsTheSameOfTheSame() {
    EvictionPolicy policy = createPolicy();
    List<Eviction> selected = policy.select(view(500, 250));

    assertThat(policy.select(view(500, 250))).isEqualTo(selected);
    policy.select(view(3, 1));
    assertThat(policy.select(view(500, 250))).as("it keeps no state").isEqualTo(selected);
    assertThat(createPolicy().select(view(500, 250))).isEqualTo(selected);
  }

  /**
   * A policy must make the same selection if it receives the peers through a cursor, as in a sweep
   * (a check of all resident peers). A cursor is one reused object that represents each peer in
   * turn.
   */
  @Test
  void selectsTheSameThroughACursor() {
    HotSetView view = view(300, 150);

    assertThat(createPolicy().select(HotSetView.of(new CursorPeers(view.peers()), 150)))
        .isEqualTo(createPolicy().select(view));
  }

  @Test
  void selectsOnSeveralThreads() {
    EvictionPolicy policy = createPolicy();
    List<Eviction> selected = policy.select(view(200, 100));

    assertThat(IntStream.range(0, 64).parallel().mapToObj(n -> policy.select(view(200, 100))))
        .containsOnly(selected);
  }

  /**
   * Creates a view with peers of every state, origin and age. The same arguments give the same
   * view.
   *
   * @param size the number of peers
   * @param suggestedLimit the suggested limit of the view
   * @return the view
   */
  protected static HotSetView view(int size, int suggestedLimit) {
    Random random = new Random(size);
    return new HotSetView(
        IntStream.range(0, size).mapToObj(number -> peer(number, random)).toList(), suggestedLimit);
  }

  private static ResidentPeer peer(int number, Random random) {
    byte[] key = new byte[PublicKey.LENGTH];
    key[0] = (byte) (number >> 8);
    key[1] = (byte) number;
    boolean established = random.nextInt(4) > 0;
    long installed = random.nextInt(DAY_SECONDS);
    Duration handshake = Duration.ofSeconds((long) (installed * random.nextDouble()));
    FakeResidentPeer.Builder peer =
        FakeResidentPeer.builder(PublicKey.ofBytes(key))
            .state(established ? PeerState.ESTABLISHED : PeerState.PROBATION)
            .origin(ORIGINS.get(random.nextInt(ORIGINS.size())))
            .pinned(random.nextInt(10) == 0)
            .sinceInstalled(Duration.ofSeconds(installed))
            .sinceHandshake(established ? handshake : null)
            .idle(established ? handshake.dividedBy(2) : Duration.ofSeconds(installed))
            .bytes(random.nextInt(1_000_000), random.nextInt(1_000_000));
    if (random.nextBoolean()) {
      peer.untilExpiry(Duration.ofSeconds(random.nextInt(-DAY_SECONDS, DAY_SECONDS)));
    }
    return peer.build();
  }
}
