package io.jitpeers.internal.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests that throw, and failures that could be counted twice. */
class ThrowingRequestsTest {
  private final StoreException full = new StoreException("no space left");

  private static final Duration LATE = Duration.ofSeconds(5);

  private final ManualTime time = new ManualTime();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final HotSet hotSet = new HotSet(time);
  private final PeerStore store = mock(PeerStore.class);
  private final StoreWriter writer =
      new StoreWriter(
          store,
          hotSet,
          new Events(),
          time,
          tasks::add,
          Duration.ofMillis(20),
          WriteAhead.none(),
          () -> {});

  private static InstallRequest request(int number) {
    PeerConfig config = Peers.config(number);
    InstallRequest request = mock(InstallRequest.class);
    when(request.key()).thenReturn(config.publicKey());
    when(request.prepare()).thenReturn(new InstallRequest.Prepared(config, null, false, null));
    return request;
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void aRequestThatThrowsWhenItFailsIsNotFailedAgain() throws Exception {
    InstallRequest request = request(1);
    InstallRequest other = request(2);
    Map<PublicKey, StoreException> failed = Map.of(request.key(), full, other.key(), full);
    when(store.install(anyCollection())).thenReturn(BatchResult.of(failed));
    doThrow(new IllegalStateException("a broken request")).when(request).failed(any());

    writer.install(request);
    writer.install(other);
    run();

    verify(request).failed(full);
    verify(other).failed(full);
  }

  @Test
  void aRequestThatThrowsAtTheCloseDoesNotKeepOthersFromEnding() {
    InstallRequest request = request(1);
    InstallRequest other = request(2);
    doThrow(new IllegalStateException("a broken request")).when(request).withdrawn();
    writer.install(request);
    writer.install(other);
    CompletableFuture<Boolean> removal =
        writer.remove(new Eviction(Peers.config(3).publicKey(), EvictionCause.MANUAL));

    writer.close();

    verify(other).withdrawn();
    assertThat(removal).isDone();
  }

  /** The peer's deadline ends during the call, which then fails for the peer. */
  @Test
  void aPeerThatFailsAfterItsDeadlineIsCountedOnce() throws Exception {
    InstallRequest request = request(1);
    PublicKey key = request.key();
    when(store.install(anyCollection()))
        .thenAnswer(
            call -> {
              assertThat(writer.delay(key, LATE).outcome()).isEqualTo(Outcome.STORE_FAILED);
              assertThat(writer.delay(key, LATE).outcome()).isEqualTo(Outcome.STORE_FAILED);
              return BatchResult.of(Map.of(key, full));
            })
        .thenReturn(BatchResult.of(Map.of(key, full)));

    writer.install(request);
    run();
    assertThat(writer.storeFailures()).isEqualTo(1);

    writer.install(request);
    run();
    assertThat(writer.storeFailures()).isEqualTo(2);
  }

  @Test
  void aChangeThatThrowsWhenItFailsIsNotFailedAgain() throws Exception {
    PeerConfig config = Peers.config(1);
    hotSet.installed(config);
    ChangeRequest request = mock(ChangeRequest.class);
    when(request.key()).thenReturn(config.publicKey());
    when(request.prepare()).thenReturn(config.toBuilder().persistentKeepaliveSeconds(25).build());
    when(store.update(anyCollection()))
        .thenReturn(BatchResult.of(Map.of(config.publicKey(), full)));
    doThrow(new IllegalStateException("a broken request")).when(request).failed(any());

    writer.change(request);
    run();

    verify(request).failed(full);
  }
}
