package io.jitpeers.internal;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.hotset.BegunInstalls;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.journal.DeviceJournal;
import io.jitpeers.internal.journal.JournalEntry;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The journal's entry of a peer that has left the device. */
class OwnPeersTest {
  private static final PublicKey KEY = Peers.key(1);

  private final HotSet hotSet = new HotSet(new ManualTime());
  private final DeviceJournal journal = mock(DeviceJournal.class);
  private final CurrentDevice device = mock(CurrentDevice.class);
  private final OwnPeers own = new OwnPeers(hotSet, device, journal);

  static Stream<JitEvent> departures() {
    return Stream.of(
        new JitEvent.PeerLost(KEY, PeerReading.NONE),
        new JitEvent.PeerEvicted(KEY, EvictionCause.IDLE, "idle", PeerReading.NONE));
  }

  @ParameterizedTest
  @MethodSource("departures")
  void isRemoved(JitEvent departure) {
    own.onEvent(departure);
    verify(journal).removed(KEY);
  }

  /** A listing tells of a loss after it has ended; the peer may be on its way back by then. */
  @ParameterizedTest
  @MethodSource("departures")
  void staysIfANewInstallHasBegun(JitEvent departure) {
    new BegunInstalls(hotSet).begin(Peers.config(1));
    own.onEvent(departure);
    verify(journal, never()).removed(any());
  }

  @ParameterizedTest
  @MethodSource("departures")
  void staysIfThePeerIsBack(JitEvent departure) {
    hotSet.installed(Peers.config(1));
    own.onEvent(departure);
    verify(journal, never()).removed(any());
  }

  /** The journal of a key that the device had before may describe peers that have left. */
  @Test
  void isRemovedIfTheDeviceGetsAnotherKeyAndThePeerIsNotThere() {
    when(device.isCompared()).thenReturn(true);
    PublicKey deviceKey = deviceWithAnotherKey(entry(KEY), entry(Peers.key(2)));
    hotSet.installed(Peers.config(2));

    own.onEvent(new JitEvent.DeviceChanged("wg0"));

    verify(journal).open(deviceKey);
    verify(journal).removed(KEY);
    verify(journal, never()).removed(Peers.key(2));
  }

  @Test
  void isRemovedOnlyAfterASweepThatShowsWhichPeersTheDeviceWithAnotherKeyHas() {
    PublicKey deviceKey = deviceWithAnotherKey(entry(KEY));
    JitEvent sweep = new JitEvent.SweepCompleted(mock(SweepReport.class));
    own.onEvent(new JitEvent.DeviceChanged("wg0"));
    own.onEvent(sweep);
    verify(journal).open(deviceKey);
    verify(journal, never()).removed(any());

    when(device.isCompared()).thenReturn(true);
    own.onEvent(sweep);
    own.onEvent(sweep);
    verify(journal).removed(KEY);
    verify(journal).forEach(any());
  }

  /** Returns the key that the device has now. The journal of this key has the given entries. */
  private PublicKey deviceWithAnotherKey(JournalEntry... entries) {
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    when(device.get()).thenReturn(Device.of("wg0", 2, 51820, ResponderKey.of(key)));
    doAnswer(
            call -> {
              Consumer<JournalEntry> consumer = call.getArgument(0);
              Stream.of(entries).forEach(consumer);
              return null;
            })
        .when(journal)
        .forEach(any());
    return key.publicKey();
  }

  private static JournalEntry entry(PublicKey key) {
    JournalEntry entry = mock(JournalEntry.class);
    when(entry.key()).thenReturn(key);
    return entry;
  }

  /** A foreign peer with the same key is on the device. */
  @Test
  void isRemovedIfAnotherProgramInstalledThePeer() {
    Listing listing = hotSet.beginListing();
    listing.accept(Peers.status(1, 1, 1, 1));
    listing.finish(ListingResult.of(1, false));
    own.onEvent(new JitEvent.PeerLost(KEY, PeerReading.NONE));
    verify(journal).removed(KEY);
  }
}
