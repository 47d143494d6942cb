package io.jitpeers.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.contract.PeerStoreContract;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Listings that are disturbed. */
class InMemoryPeerStoreListingTest extends InMemoryStoreFixture {
  @Test
  void anAbortedListingIsBegunAgain() throws Exception {
    installMany(200);
    AtomicInteger calls = new AtomicInteger();
    List<PublicKey> seen = new ArrayList<>();
    ListingResult result =
        memory.list(
            status -> {
              seen.add(status.publicKey());
              if (calls.getAndIncrement() == 0) {
                setSomething();
              }
            });
    assertThat(result.complete()).isTrue();
    assertThat(result.peers()).isEqualTo(seen.size()).isGreaterThan(200);
    assertThat(seen.subList(seen.size() - 200, seen.size()))
        .isEqualTo(IntStream.range(0, 200).mapToObj(PeerStoreContract::key).toList());
  }

  @Test
  void aListingThatIsAlwaysDisturbedSaysSo() throws Exception {
    installMany(200);
    List<PublicKey> seen = new ArrayList<>();
    ListingResult result =
        memory.list(
            status -> {
              seen.add(status.publicKey());
              setSomething();
            });
    assertThat(result.complete()).isFalse();
    assertThat(result.peers()).isEqualTo(seen.size());
    // The last attempt ends normally, because an incomplete list is still useful.
    assertThat(seen).contains(key(199));
  }

  @Test
  void aListingWhoseCursorIsRemovedEndsEarly() throws Exception {
    installMany(200);
    List<PublicKey> seen = new ArrayList<>();
    ListingResult result =
        memory.list(
            status -> {
              seen.add(status.publicKey());
              remove(status.publicKey());
            });
    assertThat(result.complete()).isFalse();
    assertThat(seen).doesNotContain(key(199));
    assertThat(memory.contains(key(199))).isTrue();
  }

  @Test
  void theDataPlaneDisturbsNoListing() throws Exception {
    installMany(200);
    ListingResult result =
        memory.list(
            status -> {
              memory.handshakeCompleted(status.publicKey(), CLIENT);
              memory.transferred(status.publicKey(), 1, 1);
            });
    assertThat(result).isEqualTo(ListingResult.of(200, true));
  }

  private void installMany(int peers) throws StoreException {
    installAll(
        IntStream.range(0, peers).mapToObj(PeerStoreContract::peer).toArray(PeerConfig[]::new));
  }

  /** As in the kernel, setting an unchanged value counts as a change. */
  private void setSomething() {
    remove(key(123_456));
  }

  private void remove(PublicKey key) {
    try {
      memory.remove(List.of(key));
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }
}
