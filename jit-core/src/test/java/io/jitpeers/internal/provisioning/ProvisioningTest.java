package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.DeviceLooks;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTrackers;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.lookup.ConfigCheck;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.internal.writer.WriteAhead;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the end of provisioning ends. */
class ProvisioningTest {
  private static final InitiationResult.Opened OPENED =
      new InitiationResult.Opened(key(1), Tai64n.of(5, 0), 1);

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final Events events = new Events();
  private final ReplayMemory memory = mock(ReplayMemory.class);
  private final Lookups lookups = mock(Lookups.class);
  private final DeviceLooks looks = mock(DeviceLooks.class);
  private final List<Runnable> writing = new ArrayList<>();
  private final CompletableFuture<PeerLookup> lookup = new CompletableFuture<>();
  private final TestPacket packet = new TestPacket(new byte[148], 0);
  private final Provisioning provisioning =
      new Provisioning(ProvisioningOptions.defaults(), dependencies());

  private ProvisioningParts dependencies() {
    StoreWriter writer =
        new StoreWriter(
            mock(PeerStore.class),
            hotSet,
            events,
            time,
            writing::add,
            Duration.ofMillis(10),
            WriteAhead.none(),
            () -> {});
    return new ProvisioningParts(
        hotSet,
        memory,
        ReplayPolicy.STRICT,
        lookups,
        writer,
        new Completions(),
        events,
        time,
        time,
        new AnswerCache(AnswerCacheOptions.defaults(), time, new Random(1)),
        mock(ConfigCheck.class),
        new FirstPackets(FirstPacketStrategy.WAIT, false),
        () -> {},
        mock(Revalidation.class),
        PeerTrackers.of(),
        looks,
        new OutcomeMemory());
  }

  @BeforeEach
  void answerLater() {
    when(lookups.lookup(any(Asking.class))).thenReturn(lookup);
  }

  private void initiate(CompletableFuture<ReplayVerdict> verdict) {
    when(memory.judge(any(), any())).thenReturn(verdict);
    provisioning.accept(new Demand.Initiation(packet, new ManualPacketSource()), OPENED);
  }

  @Test
  void closingEndsTheLookupOfAPendingPeer() {
    initiate(CompletableFuture.completedFuture(ReplayVerdict.NEWER));
    assertThat(packet.outcome()).isNull();
    provisioning.close();
    assertThat(packet.outcome()).isEqualTo(Outcome.CLOSED.packetOutcome());
    assertThat(lookup).isCancelled();
    assertThat(provisioning.deadlines.size()).isZero();
    assertThat(time.scheduledTasks()).as("timers").isZero();
  }

  @Test
  void anEndedFlightHasNoDeadline() {
    initiate(CompletableFuture.completedFuture(ReplayVerdict.NEWER));
    assertThat(provisioning.deadlines.size()).isOne();
    lookup.complete(PeerLookup.notFound(Duration.ZERO));
    assertThat(packet.outcome()).isEqualTo(Outcome.NOT_FOUND.packetOutcome());
    assertThat(provisioning.deadlines.size()).isZero();
  }

  @Test
  void closingEndsTheWaitForTheReplayMemory() {
    initiate(new CompletableFuture<>());
    assertThat(packet.outcome()).isNull();
    provisioning.close();
    assertThat(packet.outcome()).isEqualTo(Outcome.CLOSED.packetOutcome());
  }

  @Test
  void closingAnswersWhoWaitsForALookAtTheDevice() {
    provisioning.close();
    verify(looks).close();
  }
}
