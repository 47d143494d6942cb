package io.jitpeers.netlink;

import static io.jitpeers.netlink.StoreFixture.key;
import static io.jitpeers.netlink.StoreFixture.keys;
import static io.jitpeers.netlink.StoreFixture.peers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings of a device that changes, or of a kernel that fails during the dump. */
class NetlinkPeerStoreListingTest {
  private final StoreFixture fixture = new StoreFixture();
  private final NetlinkPeerStore store = fixture.store;
  private final List<PublicKey> seen = new ArrayList<>();

  @BeforeEach
  void install() throws Exception {
    assertThat(store.install(peers(0, 500)).failures()).isEmpty();
    fixture.kernel.setDatagramLength(2_000);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private ListingResult list() throws Exception {
    return store.list(status -> seen.add(status.publicKey()));
  }

  @Test
  void anInterruptedDumpIsMadeAgain() throws Exception {
    fixture.kernel.faults().interruptDumps(2);

    assertThat(list()).isEqualTo(ListingResult.of(500, true));

    assertThat(seen).containsExactlyElementsOf(keys(0, 500));
    assertThat(store.statistics().interruptedDumps()).isEqualTo(2);
    assertThat(store.statistics().incompleteListings()).isZero();
  }

  @Test
  void aDeviceThatNeverRestsIsNotListedForEver() throws Exception {
    fixture.kernel.faults().interruptDumps(1_000);

    assertThat(list()).isEqualTo(ListingResult.of(500, false));

    assertThat(seen).doesNotHaveDuplicates().hasSize(500);
    assertThat(store.statistics().interruptedDumps()).isEqualTo(3);
    assertThat(store.statistics().incompleteListings()).isEqualTo(1);
  }

  @Test
  void aVisitPassesAPeerOnceMoreWithEachDump() throws Exception {
    fixture.kernel.faults().interruptDumps(2);
    Map<PublicKey, Integer> times = new HashMap<>();

    ListingResult result = store.visit(peer -> times.merge(peer.publicKey(), 1, Integer::sum));

    assertThat(result).isEqualTo(ListingResult.of(500, true));
    assertThat(times).hasSize(500);
    assertThat(times.values()).containsOnly(3);
  }

  @Test
  void whatAnEarlyEndLeftOutIsGivenByTheNextDump() throws Exception {
    fixture.kernel.faults().interruptDumps(1);
    fixture.kernel.faults().endNextDumpAfter(4);

    assertThat(list()).isEqualTo(ListingResult.of(500, true));

    assertThat(seen).containsExactlyInAnyOrderElementsOf(keys(0, 500)).doesNotHaveDuplicates();
  }

  @Test
  void theCursorsPeerIsRemovedInTheMiddle() throws Exception {
    AtomicInteger datagrams = new AtomicInteger();
    fixture
        .kernel
        .faults()
        .betweenDatagrams(
            () -> {
              if (datagrams.incrementAndGet() == 3) {
                keys(0, 250).forEach(fixture.device::removePeer);
              }
            });

    assertThat(list().complete()).isTrue();

    assertThat(seen).containsAll(keys(250, 500)).doesNotHaveDuplicates();
    assertThat(store.statistics().interruptedDumps()).isPositive();
  }

  @Test
  void peersThatComeAndGoDoNotHideThoseThatStay() throws Exception {
    AtomicInteger passing = new AtomicInteger(100_000);
    fixture
        .kernel
        .faults()
        .betweenDatagrams(
            () -> {
              fixture.device.addPeer(key(passing.incrementAndGet()));
              fixture.device.removePeer(key(passing.get() - 1));
            });

    ListingResult result = list();

    assertThat(result.complete()).isFalse();
    assertThat(seen).containsAll(keys(0, 500)).doesNotHaveDuplicates();
  }

  @Test
  void lostAnswersAreAskedForAgain() throws Exception {
    assertThat(list().complete()).isTrue();
    seen.clear();
    fixture.kernel.faults().loseAnswerAfter(5);

    assertThat(list()).isEqualTo(ListingResult.of(500, true));

    assertThat(seen).containsExactlyElementsOf(keys(0, 500));
  }

  @Test
  void aDumpThatTheKernelFailsIsAFailureAndNotAnEnd() {
    fixture.kernel.faults().failNextDumpAfter(3, Errno.EINVAL, "half-way");

    assertThatThrownBy(this::list)
        .isInstanceOfSatisfying(
            NetlinkException.class,
            e -> assertThat(e.kernelText()).isEqualTo(java.util.Optional.of("half-way")))
        .hasMessageContainingAll("listing the peers of wg0", "EINVAL");
  }

  @Test
  void aConsumerThatThrowsLeavesNoAnswersBehind() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  store.list(
                      status -> {
                        throw new IllegalStateException("the consumer's own");
                      }))
          .hasMessage("the consumer's own");
      seen.clear();
      assertThat(list()).isEqualTo(ListingResult.of(500, true));
    }
    assertThat(fixture.kernel.openSockets()).isLessThanOrEqualTo(3);
  }

  @Test
  void theDeviceGoesInTheMiddleOfAListing() throws Exception {
    AtomicInteger datagrams = new AtomicInteger();
    fixture
        .kernel
        .faults()
        .betweenDatagrams(
            () -> {
              if (datagrams.incrementAndGet() == 3) {
                fixture.kernel.deleteLink("wg0");
              }
            });
    fixture.kernel.faults().interruptDumps(1);

    assertThatThrownBy(this::list).hasMessageContaining("ENODEV");
  }

  @Test
  void theDeviceIsMadeAnewInTheMiddleOfAListing() throws Exception {
    fixture.kernel.faults().interruptDumps(1);
    AtomicInteger datagrams = new AtomicInteger();
    fixture
        .kernel
        .faults()
        .betweenDatagrams(
            () -> {
              if (datagrams.incrementAndGet() == 3) {
                fixture.kernel.deleteLink("wg0");
                fixture.kernel.addDevice("wg0", StoreFixture.privateKey(1), StoreFixture.PORT);
              }
            });

    // The first dump returned the peers of a deleted device; the second one is not interrupted.
    assertThat(list().complete()).isFalse();

    assertThat(store.statistics().incompleteListings()).isOne();
    assertThat(list()).isEqualTo(ListingResult.of(0, true));
  }

  @Test
  void aConsumerMayNotList() throws Exception {
    assertThatThrownBy(() -> store.list(status -> listAgain()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("listing the peers of wg0", "consumer");
    assertThat(list()).isEqualTo(ListingResult.of(500, true));
  }

  private void listAgain() {
    try {
      store.list(status -> {});
    } catch (NetlinkException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aConsumerMayChangeAndClose() {
    assertThatThrownBy(
            () ->
                store.list(
                    status -> {
                      remove(status.publicKey());
                      store.close();
                    }))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContainingAll("listing the peers of wg0", "closed");
    assertThat(fixture.device.peerCount()).isLessThan(500);
  }

  private void remove(PublicKey key) {
    try {
      store.remove(List.of(key));
    } catch (NetlinkException e) {
      // After the first one, the store is closed.
      assertThat(e).hasMessageContaining("closed");
    }
  }

  @Test
  void listingDoesNotKeepChangesWaiting() throws Exception {
    AtomicInteger installed = new AtomicInteger();
    fixture
        .kernel
        .faults()
        .betweenDatagrams(
            () -> {
              if (installed.compareAndSet(0, 1)) {
                installInAnotherThread();
              }
            });

    assertThat(list().complete()).isTrue();

    assertThat(seen).contains(key(9_000));
  }

  private void installInAnotherThread() {
    Thread writer =
        new Thread(
            () -> {
              try {
                store.install(peers(9_000, 9_001));
              } catch (NetlinkException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    try {
      writer.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(writer.isAlive()).isFalse();
  }
}
