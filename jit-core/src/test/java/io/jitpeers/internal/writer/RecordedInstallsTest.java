package io.jitpeers.internal.writer;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.BegunInstalls;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.journal.PeerJournal;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** A process that is killed at any moment leaves no peer on the device that it does not know. */
class RecordedInstallsTest {
  private static final PeerConfig CONFIG = Peers.config(1);
  private static final PublicKey KEY = CONFIG.publicKey();

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final PeerJournal journal = mock(PeerJournal.class);
  private final PeerStore store = mock(PeerStore.class);
  private final InstallRequest request = mock(InstallRequest.class);
  private final StoreWriter writer =
      new StoreWriter(
          store,
          hotSet,
          new Events(),
          time,
          Runnable::run,
          Duration.ofMillis(20),
          new WriteAhead(journal, key -> null),
          () -> {});

  @BeforeEach
  void prepare() throws Exception {
    when(request.key()).thenReturn(KEY);
    when(request.prepare()).thenReturn(new InstallRequest.Prepared(CONFIG, null, false, CONFIG));
    when(store.install(anyCollection())).thenReturn(BatchResult.of(Map.of()));
    when(journal.flush(any())).thenReturn(true);
  }

  @Test
  void aNewPeerIsWrittenToTheJournalBeforeItIsInstalled() throws Exception {
    writer.install(request);

    InOrder order = inOrder(journal, store, request);
    order.verify(journal).installed(CONFIG, null);
    order.verify(journal).flush(any());
    order.verify(store).install(anyCollection());
    order.verify(request).installed(false);
    order.verifyNoMoreInteractions(); // One record is enough.
  }

  /** Its entry describes what is on the device until the store has changed that. */
  @Test
  void aResidentPeerKeepsItsEntryUntilItIsInstalledAgain() throws Exception {
    hotSet.installed(CONFIG);

    writer.install(request);

    InOrder order = inOrder(journal, store, request);
    order.verify(store).install(anyCollection());
    order.verify(journal).installed(CONFIG, null);
    order.verify(request).installed(false);
    order.verifyNoMoreInteractions();
  }

  @Test
  void aResidentPeerKeepsItsEntryIfItsInstallFails() throws Exception {
    hotSet.installed(CONFIG);
    when(store.install(anyCollection())).thenThrow(new StoreException("install peers: no memory"));

    writer.install(request);

    verify(request).failed(any());
    verifyNoInteractions(journal);
  }

  /** The store takes so long that listings forget the install and the journal its entry. */
  @Test
  void aPeerWhoseInstallOutlastsTwoListingsIsRecordedAgain() throws Exception {
    new BegunInstalls(hotSet).whenNotInstalled(journal::removed);
    when(store.install(anyCollection()))
        .thenAnswer(
            call -> {
              for (int i = 0; i < 2; i++) {
                hotSet.beginListing().finish(ListingResult.of(0, true));
              }
              return BatchResult.of(Map.of());
            });

    writer.install(request);

    InOrder order = inOrder(journal, request);
    order.verify(journal).installed(CONFIG, null);
    order.verify(journal).removed(KEY);
    order.verify(journal).installed(CONFIG, null);
    order.verify(request).installed(false);
  }

  @Test
  void whoseAllowedIpsAnotherPeerHasIsNotRecorded() throws Exception {
    hotSet.installed(Peers.config(2).toBuilder().allowedIps(CONFIG.allowedIps()).build());

    writer.install(request);

    verify(request).conflicted(any());
    verify(store, never()).install(anyCollection());
    verifyNoInteractions(journal);
  }

  @Test
  void aJournalThatFailsDoesNotPreventTheInstall() throws Exception {
    doThrow(new IllegalStateException("a broken journal")).when(journal).installed(any(), any());

    writer.install(request);

    verify(request).installed(false);
  }
}
