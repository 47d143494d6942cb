package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The interface is deleted during a call. */
class DeletionKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Seconds of work for the kernel. */
  private static final int MANY = 60_000;

  private Gateway gateway;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    gateway = Gateway.create("deleted");
    store = gateway.openStore();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private boolean isThere() {
    return !gateway.namespace().run("ip", "-o", "link").lines().noneMatch(l -> l.contains("wg0:"));
  }

  /**
   * A running dump holds a reference to the interface: ip(8) waits for its end, and the dump
   * returns the existing peers.
   */
  @Test
  void aListingThatWasBegunEndsAndTheNextFails() throws Exception {
    List<PeerConfig> peers = Peers.plain(3_000);
    store.install(peers);
    List<CompletableFuture<Void>> deletion = new ArrayList<>();
    List<PeerStatus> given = new ArrayList<>();

    ListingResult result =
        store.list(
            peer -> {
              given.add(peer);
              if (deletion.isEmpty()) {
                deletion.add(
                    CompletableFuture.runAsync(
                        () -> gateway.wg().delete(), task -> new Thread(task).start()));
                assertThat(Await.until(PATIENCE, () -> !isThere())).isTrue();
              }
            });

    deletion.get(0).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(given).extracting(PeerStatus::publicKey).doesNotHaveDuplicates();
    assertThat(result).isEqualTo(ListingResult.of(3_000, true));
    assertThatThrownBy(() -> store.list(peer -> {}))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("ENODEV"));
  }

  /** If the device changed too, the next dump finds none. */
  @Test
  void aListingThatHasToBeMadeAgainFails() throws Exception {
    store.install(Peers.plain(3_000));
    NetlinkPeerStore other = gateway.openStore();
    List<CompletableFuture<Void>> deletion = new ArrayList<>();

    assertThatThrownBy(
            () ->
                store.list(
                    peer -> {
                      if (deletion.isEmpty()) {
                        installOne(other);
                        deletion.add(
                            CompletableFuture.runAsync(
                                () -> gateway.wg().delete(), task -> new Thread(task).start()));
                        assertThat(Await.until(PATIENCE, () -> !isThere())).isTrue();
                      }
                    }))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("ENODEV"));

    deletion.get(0).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void installOne(NetlinkPeerStore store) {
    try {
      store.install(List.of(Peers.peer(999_999)));
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Not even an interface of the same name gets the rest, because it would have only a part of the
   * batch.
   */
  @Test
  void peersThatCameTooLateAreReported() throws Exception {
    List<PeerConfig> peers = Peers.plain(MANY);
    store.device();
    CompletableFuture<BatchResult> installation =
        CompletableFuture.supplyAsync(() -> install(peers), task -> new Thread(task).start());
    NetlinkPeerStore observer = gateway.openStore();
    assertThat(Await.until(PATIENCE, () -> count(observer) > 1_000)).isTrue();

    gateway.wg().delete();
    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(Gateway.KEY, Gateway.PORT);

    BatchResult result = installation.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    int failed = result.failures().size();
    assertThat(failed).isBetween(1, MANY - 1_000);
    assertThat(result.failures().values())
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("ENODEV"));
    // In order: the first peers did not fail.
    assertThat(result.failures().keySet())
        .isEqualTo(Set.copyOf(Peers.keys(peers).subList(MANY - failed, MANY)));
    assertThat(store.statistics().failedPeers()).isEqualTo(failed);
    assertThat(gateway.wg().dump().peers()).isEmpty();
  }

  private BatchResult install(List<PeerConfig> peers) {
    try {
      return store.install(peers);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  private static int count(NetlinkPeerStore store) {
    try {
      return store.list(peer -> {}).peers();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }
}
