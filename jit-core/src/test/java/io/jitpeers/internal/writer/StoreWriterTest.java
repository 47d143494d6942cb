package io.jitpeers.internal.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.options.EventOptions;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoreWriterTest {
  private static final InetSocketAddress ENDPOINT = new InetSocketAddress("192.0.2.7", 7);

  private final ManualTime time = new ManualTime();
  private final ManualStages stages = new ManualStages();
  private final HotSet hotSet = new HotSet(time);
  private final RecordingStore store = new RecordingStore();
  private final List<String> told = new ArrayList<>();
  private final StoreWriter writer =
      new StoreWriter(
          store,
          hotSet,
          new Events(EventOptions.builder().inline(true).build(), CallWatch.alone(time), time),
          time,
          stages.writer(),
          Duration.ofMillis(20),
          WriteAhead.none(),
          () -> told.add("unconfirmed"));
  private final Map<Integer, InetSocketAddress> endpoints = new HashMap<>();

  @Test
  void installsGoBeforeEvictionsThatWereAskedForEarlier() {
    resident(1, 2);
    CompletableFuture<Evictor.Result> evicted = writer.evict(evictions(1, 2), e -> true);
    writer.install(request(3));
    stages.runWriter();

    assertThat(store.calls).containsExactly("install 1", "remove 2");
    assertThat(evicted.join().evicted()).hasSize(2);
  }

  @Test
  void anInstallWaitsForNoMoreThanOneChunkOfALongEviction() {
    int peers = 1_000;
    resident(IntStream.rangeClosed(1, peers).toArray());
    store.duringRemove =
        () -> {
          // The removals are so slow that the chunk does not grow.
          time.advance(Duration.ofMillis(20));
          if (store.calls.size() == 1) {
            writer.install(request(peers + 1));
          }
        };
    writer.evict(evictions(IntStream.rangeClosed(1, peers).toArray()), e -> true);
    stages.runWriter();

    assertThat(store.calls.subList(0, 3)).containsExactly("remove 16", "install 1", "remove 16");
    assertThat(hotSet.size()).isOne();
  }

  /** The work before and after the call delays the next install as much as the call does. */
  @Test
  void aChunkShrinksIfTheWorkBesidesTheCallTakesLong() {
    int peers = 100;
    resident(IntStream.rangeClosed(1, peers).toArray());
    writer.evict(
        evictions(IntStream.rangeClosed(1, peers).toArray()),
        e -> {
          time.advance(Duration.ofMillis(5));
          return true;
        });
    stages.runWriter();

    assertThat(store.calls.subList(0, 3)).containsExactly("remove 16", "remove 4", "remove 4");
  }

  @Test
  void requestsThatRemoveNobodyDoNotEnlargeTheChunk() {
    for (int i = 0; i < 8; i++) {
      assertThat(writer.removeOurs(new Eviction(key(1_000 + i), EvictionCause.MANUAL))).isNotDone();
      stages.runWriter();
    }
    assertThat(store.calls).isEmpty();
    resident(IntStream.rangeClosed(1, 100).toArray());
    writer.evict(evictions(IntStream.rangeClosed(1, 100).toArray()), e -> true);
    stages.runWriter();

    assertThat(store.calls.get(0)).isEqualTo("remove 16");
  }

  /** Or a long list of peers that all came back would delay the next install. */
  @Test
  void aChunkDecidesAboutNoMorePeersThanItRemoves() {
    int peers = 100;
    resident(IntStream.rangeClosed(1, peers).toArray());
    AtomicInteger decided = new AtomicInteger();
    CompletableFuture<Evictor.Result> result =
        writer.evict(
            evictions(IntStream.rangeClosed(1, peers).toArray()),
            e -> {
              if (decided.incrementAndGet() == 1) {
                writer.install(request(peers + 1));
                store.duringInstall = () -> store.calls.add("after " + decided);
              }
              return false;
            });
    stages.runWriter();

    assertThat(store.calls).containsExactly("install 1", "after 16");
    assertThat(result.join().withheld()).hasSize(peers);
  }

  @Test
  void whatIsNoLongerWantedStays() {
    resident(1, 2, 3);
    CompletableFuture<Evictor.Result> result =
        writer.evict(evictions(1, 2, 3), e -> !e.key().equals(key(2)));
    stages.runWriter();

    assertThat(result.join().evicted()).extracting(Eviction::key).containsExactly(key(1), key(3));
    assertThat(result.join().withheld()).extracting(Eviction::key).containsExactly(key(2));
    assertThat(hotSet.contains(key(2))).isTrue();
  }

  @Test
  void handshakesAreInitiatedAfterTheGroupAndToldOf() {
    endpoints.put(1, ENDPOINT);
    endpoints.put(3, ENDPOINT);
    writer.install(request(1));
    writer.install(request(2));
    writer.install(request(3));
    store.initiationFailures = Map.of(key(3), new StoreException("initiate: EPERM"));
    stages.runWriter();

    assertThat(store.calls).containsExactly("install 3", "initiate 1", "initiate 3");
    assertThat(store.endpoints).containsExactly(ENDPOINT, null, ENDPOINT);
    assertThat(told)
        .containsExactly(
            "installed 2", "installed 1 initiated", "unconfirmed", "installed 3", "unconfirmed");
    assertThat(writer.failedInitiations()).isOne();
    // This includes the peer whose handshake failed: its endpoint on the device is its packet's
    // source.
    assertThat(hotSet.unconfirmed().overdue(Duration.ZERO, 9)).containsExactly(key(1), key(3));
  }

  @Test
  void nothingIsInitiatedWithAPeerThatCouldNotBeInstalled() {
    endpoints.put(1, ENDPOINT);
    store.failures = Map.of(key(1), new StoreException("install peer: ENOMEM"));
    writer.install(request(1));
    stages.runWriter();

    assertThat(store.calls).containsExactly("install 1");
    assertThat(hotSet.unconfirmed().overdue(Duration.ZERO, 9)).isEmpty();
  }

  @Test
  void onlyThePeersThatFailedAreToldSo() {
    store.failures = Map.of(key(2), new StoreException("install peer: ENOMEM"));
    writer.install(request(1));
    writer.install(request(2));
    writer.install(request(3));
    stages.runWriter();

    assertThat(told).containsExactly("installed 1", "failed 2 install peer: ENOMEM", "installed 3");
    assertThat(hotSet.contains(key(2))).isFalse();
    assertThat(writer.storeFailures()).isOne();
    // The allowed IP of the failed peer is free again.
    assertThat(hotSet.reserve(key(9), FakePeerConfigSource.config(key(9), 2).allowedIps()))
        .isNull();
  }

  @Test
  void aStoreThatBreaksFailsItsBatchAndTheWriterGoesOn() {
    store.duringInstall =
        () -> {
          store.duringInstall = () -> {};
          throw new IllegalStateException("on purpose");
        };
    writer.install(request(1));
    stages.runWriter();
    writer.install(request(2));
    stages.runWriter();

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).startsWith("failed 1").contains("on purpose");
    assertThat(told.get(1)).isEqualTo("installed 2");
  }

  @Test
  void aRequestThatThrowsDoesNotStopTheWriter() {
    writer.install(
        new Request(1) {
          @Override
          public void installed(boolean initiated) {
            throw new IllegalStateException("on purpose");
          }
        });
    writer.install(request(2));
    stages.runWriter();
    writer.install(request(3));
    stages.runWriter();
    assertThat(told).hasSize(3).last().isEqualTo("installed 3");
    assertThat(told.get(0)).startsWith("failed 1 complete the install").contains("on purpose");
    assertThat(told.get(1)).isEqualTo("installed 2");
  }

  @Test
  void demandedRemovalsAndInstallsOfOneKeyKeepTheirOrder() {
    writer.install(request(1));
    CompletableFuture<Boolean> removed = writer.remove(new Eviction(key(1), EvictionCause.REVOKED));
    writer.install(request(1));
    stages.runWriter();

    assertThat(store.calls).containsExactly("install 1", "remove 1", "install 1");
    assertThat(removed.join()).isTrue();
    assertThat(hotSet.contains(key(1))).isTrue();
  }

  @Test
  void removingWhatIsNotResidentStillReachesTheStore() {
    CompletableFuture<Boolean> removed = writer.remove(new Eviction(key(1), EvictionCause.REVOKED));
    stages.runWriter();
    assertThat(store.calls).containsExactly("remove 1");
    assertThat(removed.join()).isFalse();
  }

  @Test
  void closingDropsWhatWaitsAndTellsEverybody() {
    resident(1);
    CompletableFuture<Evictor.Result> evicted = writer.evict(evictions(1), e -> true);
    writer.install(request(2));
    CompletableFuture<Boolean> removed = writer.remove(new Eviction(key(1), EvictionCause.REVOKED));
    writer.close();
    stages.runWriter();

    assertThat(store.calls).isEmpty();
    assertThat(told).containsExactly("withdrawn 2");
    assertThat(evicted.join().failed()).hasSize(1);
    assertThat(removed).isCompletedExceptionally();
    assertThat(writer.install(request(3))).isFalse();
    assertThat(writer.evict(evictions(1), e -> true).join().failed()).hasSize(1);
  }

  private void resident(int... numbers) {
    for (int n : numbers) {
      hotSet.installed(FakePeerConfigSource.config(key(n), n));
    }
  }

  private static List<Eviction> evictions(int... numbers) {
    return IntStream.of(numbers).mapToObj(n -> new Eviction(key(n), EvictionCause.IDLE)).toList();
  }

  private static PublicKey key(int n) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) n;
    bytes[1] = (byte) (n >> 8);
    return PublicKey.ofBytes(bytes);
  }

  private Request request(int n) {
    return new Request(n);
  }

  private class Request implements InstallRequest {
    private final int n;

    Request(int n) {
      this.n = n;
    }

    @Override
    public PublicKey key() {
      return StoreWriterTest.key(n);
    }

    @Override
    public Prepared prepare() {
      PeerConfig config = FakePeerConfigSource.config(key(), n);
      InetSocketAddress initiateTo = endpoints.get(n);
      return new Prepared(
          initiateTo == null ? config : config.withEndpoint(initiateTo), initiateTo, false, null);
    }

    @Override
    public void installed(boolean initiated) {
      told.add("installed " + n + (initiated ? " initiated" : ""));
    }

    @Override
    public void withdrawn() {
      told.add("withdrawn " + n);
    }

    @Override
    public void conflicted(Conflict conflict) {
      told.add("conflicted " + n);
    }

    @Override
    public void failed(StoreException failure) {
      told.add("failed " + n + " " + failure.getMessage());
    }
  }

  private static final class RecordingStore implements PeerStore {
    private final List<String> calls = new ArrayList<>();
    private final List<PeerUpdate> changes = new ArrayList<>();
    private final List<InetSocketAddress> endpoints = new ArrayList<>();
    private Map<PublicKey, StoreException> initiationFailures = Map.of();
    private Map<PublicKey, StoreException> failures = Map.of();
    private Runnable duringInstall = () -> {};
    private Runnable duringRemove = () -> {};

    @Override
    public Device device() {
      throw new AssertionError("the writer only writes");
    }

    @Override
    public BatchResult install(Collection<PeerConfig> peers) {
      calls.add("install " + peers.size());
      peers.forEach(peer -> endpoints.add(peer.endpoint().orElse(null)));
      duringInstall.run();
      return BatchResult.of(failures);
    }

    @Override
    public boolean initiatesHandshakes() {
      return true;
    }

    @Override
    public void initiateHandshake(PublicKey peer, InetSocketAddress endpoint, int keepalive)
        throws StoreException {
      calls.add("initiate " + peer.toBytes()[0]);
      if (initiationFailures.containsKey(peer)) {
        throw initiationFailures.get(peer);
      }
    }

    @Override
    public BatchResult update(Collection<PeerUpdate> updates) {
      calls.add("update " + updates.size());
      changes.addAll(updates);
      return BatchResult.of(failures);
    }

    @Override
    public BatchResult remove(Collection<PublicKey> keys) {
      calls.add("remove " + keys.size());
      duringRemove.run();
      return BatchResult.SUCCESS;
    }

    @Override
    public ListingResult list(Consumer<? super PeerStatus> consumer) {
      throw new AssertionError("the writer only writes");
    }

    @Override
    public void close() {}
  }
}
