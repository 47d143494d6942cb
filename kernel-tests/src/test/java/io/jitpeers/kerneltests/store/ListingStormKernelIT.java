package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings while peers are added and removed all the time. */
class ListingStormKernelIT {
  private static final int STAYING = 6_000;
  private static final int PASSING = 2_000;
  private static final int LISTINGS = 25;
  private static final int MOST_LISTINGS = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private final AtomicBoolean done = new AtomicBoolean();
  private final Semaphore begunListings = new Semaphore(0);
  private final Semaphore changes = new Semaphore(0);
  private final Random random = new Random(7);
  private Gateway gateway;
  private NetlinkPeerStore store;
  private int listings;
  private List<PeerConfig> staying;

  /** Permanent and temporary peers alternate in the kernel's list. */
  @BeforeEach
  void install() throws Exception {
    gateway = Gateway.create("storm");
    store = gateway.openStore();
    staying = IntStream.range(0, STAYING).mapToObj(ListingStormKernelIT::staying).toList();
    List<PeerConfig> all = new ArrayList<>(staying);
    IntStream.range(0, PASSING).mapToObj(ListingStormKernelIT::passing).forEach(all::add);
    Collections.shuffle(all, random);
    assertThat(store.install(all)).isEqualTo(BatchResult.SUCCESS);
  }

  @AfterEach
  void close() {
    done.set(true);
    begunListings.release();
    gateway.close();
  }

  /** With up to five allowed IPs, so that many peers continue in the next datagram. */
  private static PeerConfig staying(int i) {
    PeerConfig.Builder peer = PeerConfig.builder(TestKeys.publicKey(i));
    for (int n = 0; n < i % 6; n++) {
      peer.allowedIp(IpPrefix.masked(Peers.ipv4(10 + n, i), 32));
    }
    return peer.persistentKeepaliveSeconds(1 + i).build();
  }

  private static PeerConfig passing(int i) {
    return PeerConfig.builder(TestKeys.publicKey(1_000_000 + i))
        .allowedIp(IpPrefix.masked(Peers.ipv4(172, i), 32))
        .build();
  }

  private record Listed(Map<PublicKey, PeerStatus> peers, ListingResult result) {}

  /** Each peer at most once, and each unchanged peer completely. */
  private Listed list() throws StoreException {
    List<PeerStatus> given = new ArrayList<>();
    ListingResult result =
        store.list(
            peer -> {
              if (given.isEmpty()) {
                begunListings.release();
              }
              given.add(peer);
            });
    assertThat(given).extracting(PeerStatus::publicKey).doesNotHaveDuplicates();
    assertThat(result.peers()).isEqualTo(given.size());
    Map<PublicKey, PeerStatus> byKey =
        given.stream().collect(Collectors.toMap(PeerStatus::publicKey, Function.identity()));
    for (PeerConfig config : staying) {
      PeerStatus status = byKey.get(config.publicKey());
      assertThat(status != null || !result.complete()).as("%s is lost", config).isTrue();
      if (status != null) {
        assertThat(status.allowedIps()).isEqualTo(config.allowedIps());
        assertThat(status.persistentKeepaliveSeconds())
            .isEqualTo(config.persistentKeepaliveSeconds());
      }
    }
    return new Listed(byKey, result);
  }

  private interface Step {
    void run(NetlinkPeerStore other, int round) throws StoreException, InterruptedException;
  }

  /** Changes the device from another store until this is done. */
  private CompletableFuture<Void> storm(Step step) {
    return CompletableFuture.runAsync(
        () -> {
          try (NetlinkPeerStore other = gateway.storeBuilder().build()) {
            for (int round = 0; !done.get(); round++) {
              step.run(other, round);
            }
          } catch (StoreException | InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        task -> new Thread(task).start());
  }

  private interface Pause {
    void take() throws InterruptedException;
  }

  private int listThrough(CompletableFuture<Void> storm, Pause between) throws Exception {
    int complete = 0;
    // A storm may spare a few listings.
    while (listings < LISTINGS || missedByTheStorm()) {
      listings++;
      complete += list().result().complete() ? 1 : 0;
      between.take();
    }
    done.set(true);
    begunListings.release();
    storm.get(5, TimeUnit.MINUTES);
    assertThat(store.statistics().interruptedDumps()).isPositive();
    return complete;
  }

  private boolean missedByTheStorm() {
    return store.statistics().interruptedDumps() == 0 && listings < MOST_LISTINGS;
  }

  /**
   * Two changes for each listing, at any time after its first peer, and none left for the next one:
   * an interrupted dump is repeated, at most twice, the last dump is not interrupted, and the
   * listing is complete.
   */
  @Test
  void whatIsInterruptedNowAndThenIsMadeAgainAndComplete() throws Exception {
    CompletableFuture<Void> storm =
        storm(
            (other, round) -> {
              begunListings.acquire();
              other.remove(List.of(passing(round % PASSING).publicKey()));
              other.install(List.of(passing(round % PASSING)));
              changes.release();
            });

    int complete = listThrough(storm, () -> awaitChange(storm));

    assertThat(complete).isEqualTo(listings);
  }

  /** Waits for the storm's changes, unless it broke off. */
  private void awaitChange(CompletableFuture<Void> storm) {
    boolean changed = Await.until(PATIENCE, () -> storm.isDone() || changes.tryAcquire());
    assertThat(storm).isNotCompletedExceptionally();
    assertThat(changed).isTrue();
  }

  /** Without pauses: the kernel only changes peers, sends a datagram, and changes peers again. */
  @Test
  void whatIsInterruptedAlwaysIsNotTakenForComplete() throws Exception {
    CompletableFuture<Void> storm =
        storm(
            (other, round) -> {
              List<PublicKey> some =
                  IntStream.range(0, 50)
                      .mapToObj(i -> passing((round * 50 + i) % PASSING).publicKey())
                      .toList();
              other.remove(some);
              other.install(
                  IntStream.range(0, 50)
                      .mapToObj(i -> passing((round * 50 + i) % PASSING))
                      .toList());
            });

    int complete = listThrough(storm, () -> {});

    assertThat(store.statistics().incompleteListings()).isEqualTo(listings - complete);
    // After the storm all peers are listed.
    assertThat(list().result()).isEqualTo(ListingResult.of(STAYING + PASSING, true));
  }
}
