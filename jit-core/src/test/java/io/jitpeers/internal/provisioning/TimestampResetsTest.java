package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.internal.writer.WriteAhead;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the control plane's configs change in the replay memory. */
class TimestampResetsTest {
  private static final PeerConfig EPOCH_3 = config(1).toBuilder().timestampEpoch(3).build();

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final ReplayMemory memory = mock(ReplayMemory.class);
  private final List<Runnable> writing = new ArrayList<>();
  private final StoreWriter writer =
      new StoreWriter(
          mock(PeerStore.class),
          hotSet,
          new Events(),
          time,
          writing::add,
          Duration.ofMillis(10),
          WriteAhead.none(),
          () -> {});
  private final List<PublicKey> judgedAnew = new ArrayList<>();
  private final TimestampResets resets =
      new TimestampResets(
          new ReplayChecks(memory, time, Duration.ofSeconds(2), time),
          hotSet,
          writer,
          judgedAnew::add);

  private void answers(boolean begun) {
    when(memory.epoch(key(1), 3)).thenReturn(CompletableFuture.completedFuture(begun));
  }

  private static PendingPeer flight(boolean again) {
    Demand.Initiation initiation =
        new Demand.Initiation(new TestPacket(new byte[148], 0), new ManualPacketSource());
    return new PendingPeer(key(1), initiation, again, true, 0);
  }

  @Test
  void aResidentPeersTimestampIsProtectedAndKeptInItsEpoch() {
    answers(false);
    resets.known(EPOCH_3);
    verify(memory).protect(key(1));
    assertThat(resets.count()).isZero();
  }

  @Test
  void aNewEpochResetsAResidentPeersTimestampsAndRemovesItFromTheDevice() {
    answers(true);
    hotSet.installed(EPOCH_3);
    CompletableFuture<Boolean> reset = resets.seen(key(1), EPOCH_3);
    assertThat(resets.count()).isOne();
    assertThat(writing).as("the writer is to remove the peer").hasSize(1);
    assertThat(reset).as("the peer is still there").isNotDone();
  }

  @Test
  void aPeerOnItsWayInIsOnTheDeviceOnlyIfItIsInstalledAgain() {
    answers(true);
    hotSet.installed(EPOCH_3);
    assertThat(resets.seenOnTheWayIn(flight(false), EPOCH_3, () -> true))
        .isCompletedWithValue(true);
    assertThat(writing).isEmpty();
    assertThat(resets.seenOnTheWayIn(flight(true), EPOCH_3, () -> true)).isNotDone();
    assertThat(writing).hasSize(1);
    assertThat(resets.count()).isEqualTo(2);
  }

  @Test
  void afterTheEndOfItsFlightAPeerStaysOnTheDevice() {
    answers(true);
    hotSet.installed(EPOCH_3);
    assertThat(resets.seenOnTheWayIn(flight(true), EPOCH_3, () -> false))
        .isCompletedWithValue(true);
    assertThat(writing).isEmpty();
    assertThat(resets.count()).isOne();
  }

  @Test
  void theConfigOfAnotherKeyResetsNothing() {
    assertThat(resets.seen(key(1), config(2))).isCompletedWithValue(false);
    assertThat(resets.count()).isZero();
  }

  @Test
  void anEpochThatIsNotNewResetsNothing() {
    answers(false);
    hotSet.installed(EPOCH_3);
    assertThat(resets.seen(key(1), EPOCH_3)).isCompletedWithValue(false);
    assertThat(resets.seenOnTheWayIn(flight(false), EPOCH_3, () -> true))
        .isCompletedWithValue(false);
    assertThat(writing).isEmpty();
    assertThat(resets.count()).isZero();
  }

  @Test
  void aPeerThatIsNotOnTheDeviceIsNotRemovedAfterAReset() {
    answers(true);
    assertThat(resets.seen(key(1), EPOCH_3)).isCompletedWithValue(true);
    assertThat(writing).isEmpty();
    assertThat(resets.takeOff(key(1))).isCompletedWithValue(false);
  }

  private CompletableFuture<Boolean> forget(boolean known) {
    when(memory.forget(key(1))).thenReturn(CompletableFuture.completedFuture(known));
    CompletableFuture<Boolean> forgotten = resets.forget(key(1));
    assertThat(judgedAnew).containsExactly(key(1));
    assertThat(forgotten).as("the device comes first").isNotDone();
    verify(memory, never()).forget(key(1));
    writing.remove(0).run();
    return forgotten;
  }

  @Test
  void anOperatorResetsAKnownKeyAfterTheDevice() {
    assertThat(forget(true)).isCompletedWithValue(true);
    assertThat(resets.count()).isOne();
  }

  @Test
  void aKeyThatIsNotRememberedIsNotReset() {
    assertThat(forget(false)).isCompletedWithValue(false);
    assertThat(resets.count()).isZero();
  }
}
