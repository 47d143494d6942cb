package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of stores fails each store with a fault, and passes the one without. */
class StoreMutantsTest {

  /** A store with one fault. */
  @SuppressWarnings("ImmutableEnumChecker") // Its supplier has no state.
  enum Mutant {
    HARMS_WHO_LOSES_AN_ALLOWED_IP(Careless::new),
    INSTALLS_NO_PRESHARED_KEY(() -> installing(c -> without(c).build())),
    INSTALLS_NO_KEEPALIVE(
        () -> installing(c -> c.toBuilder().persistentKeepaliveSeconds(0).build())),
    INSTALLS_ONE_ALLOWED_IP_ONLY(() -> installing(StoreMutantsTest::withFirstAllowedIp)),
    KEEPS_ALLOWED_IPS_OF_BEFORE(Merging::new),
    LEAVES_ALLOWED_IPS_WITH_THEIR_HOLDER(Polite::new),
    UPDATES_BRING_PEERS_BACK(Resurrecting::new),
    UPDATES_NO_PRESHARED_KEY(() -> updating(StoreMutantsTest::withoutPresharedKey)),
    UPDATES_ADD_WHERE_THEY_REPLACE(() -> updating(StoreMutantsTest::adding)),
    UPDATES_NOTHING(() -> updating(update -> PeerUpdate.builder(update.key()).build())),
    TAKES_THE_ALL_ZERO_PRESHARED_KEY_FOR_ONE(ZeroIsAKey::new),
    REMOVES_NOTHING(
        () ->
            new DelegatingStore() {
              @Override
              public BatchResult remove(Collection<PublicKey> keys) {
                return BatchResult.SUCCESS;
              }
            }),
    FAILS_TO_REMOVE_THE_MISSING(
        () ->
            new DelegatingStore() {
              @Override
              public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
                for (PublicKey key : keys) {
                  if (all().stream().noneMatch(peer -> peer.publicKey().equals(key))) {
                    throw new StoreException("there is no peer " + key);
                  }
                }
                return super.remove(keys);
              }
            }),
    LISTS_ONE_PEER_LESS(() -> listing(1, true)),
    LISTS_A_PEER_TWICE(() -> listing(-1, true)),
    LISTS_NEVER_COMPLETELY(() -> listing(0, false)),
    LISTS_IN_ANOTHER_ORDER(
        () ->
            new DelegatingStore() {
              @Override
              public ListingResult list(Consumer<? super PeerStatus> consumer)
                  throws StoreException {
                List<PeerStatus> all = all();
                Collections.reverse(all);
                all.forEach(consumer);
                return ListingResult.of(all.size(), true);
              }
            }),
    SWALLOWS_WHAT_A_CONSUMER_THROWS(
        () ->
            new DelegatingStore() {
              @Override
              public ListingResult list(Consumer<? super PeerStatus> consumer)
                  throws StoreException {
                return super.list(
                    peer -> {
                      try {
                        consumer.accept(peer);
                      } catch (RuntimeException e) {
                        // That is the fault.
                      }
                    });
              }
            }),
    VISITS_ONE_PEER_LESS(
        () ->
            new DelegatingStore() {
              @Override
              public ListingResult visit(Consumer<? super ListedPeer> visitor)
                  throws StoreException {
                all().stream().skip(1).forEach(visitor);
                return ListingResult.of(all().size(), true);
              }
            }),
    TELLS_ANOTHER_PORT(
        () ->
            new DelegatingStore() {
              @Override
              public Device device() throws StoreException {
                Device device = super.device();
                return Device.of(
                    device.name(), device.incarnation(), 51_821, device.responderKey());
              }
            }),
    REFUSES_TO_CLOSE_AGAIN(
        () ->
            new DelegatingStore() {
              private boolean closed;

              @Override
              public void close() {
                if (closed) {
                  throw new IllegalStateException("closed before");
                }
                closed = true;
                super.close();
              }
            });

    private final Supplier<PeerStore> store;

    Mutant(Supplier<PeerStore> store) {
      this.store = store;
    }
  }

  private static DelegatingStore installing(UnaryOperator<PeerConfig> change) {
    return new DelegatingStore() {
      @Override
      public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
        return super.install(peers.stream().map(change).toList());
      }
    };
  }

  private static DelegatingStore updating(UnaryOperator<PeerUpdate> change) {
    return new DelegatingStore() {
      @Override
      public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
        return super.update(updates.stream().map(change).toList());
      }
    };
  }

  private static DelegatingStore listing(int less, boolean complete) {
    return new DelegatingStore() {
      @Override
      public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
        List<PeerStatus> all = all();
        if (all.isEmpty()) {
          return ListingResult.of(0, complete);
        }
        all.subList(0, all.size() - Math.max(0, less)).forEach(consumer);
        if (less < 0) {
          consumer.accept(all.get(0));
        }
        return ListingResult.of(all.size() - less, complete);
      }
    };
  }

  private static PeerConfig.Builder without(PeerConfig config) {
    PeerConfig.Builder builder =
        PeerConfig.builder(config.publicKey())
            .allowedIps(config.allowedIps())
            .persistentKeepaliveSeconds(config.persistentKeepaliveSeconds());
    config.endpoint().ifPresent(builder::endpoint);
    return builder;
  }

  private static PeerConfig withFirstAllowedIp(PeerConfig config) {
    PeerConfig.Builder builder = PeerConfig.builder(config.publicKey());
    config.allowedIps().stream().limit(1).forEach(builder::allowedIp);
    return builder.build();
  }

  private static PeerUpdate.Builder rest(PeerUpdate update) {
    PeerUpdate.Builder builder = PeerUpdate.builder(update.key());
    update.endpoint().ifPresent(builder::endpoint);
    update.persistentKeepaliveSeconds().ifPresent(builder::persistentKeepaliveSeconds);
    return builder;
  }

  private static PeerUpdate withoutPresharedKey(PeerUpdate update) {
    PeerUpdate.Builder builder = rest(update);
    update
        .allowedIps()
        .ifPresent(
            prefixes -> {
              if (update.replacesAllowedIps()) {
                builder.replaceAllowedIps(prefixes);
              } else {
                builder.addAllowedIps(prefixes);
              }
            });
    return builder.build();
  }

  private static PeerUpdate adding(PeerUpdate update) {
    PeerUpdate.Builder builder = rest(update);
    update.allowedIps().ifPresent(builder::addAllowedIps);
    if (update.changesPresharedKey()) {
      builder.presharedKey(update.presharedKey().orElse(null));
    }
    return builder.build();
  }

  /** Drops preshared key and keepalive of peers that an install or an update takes something of. */
  private static final class Careless extends DelegatingStore {
    private void harm(PublicKey taker, Collection<IpPrefix> taken) throws StoreException {
      for (PeerStatus loser : holders(taker, taken)) {
        real.update(
            List.of(
                PeerUpdate.builder(loser.publicKey())
                    .presharedKey(null)
                    .persistentKeepaliveSeconds(0)
                    .build()));
      }
    }

    @Override
    public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
      for (PeerConfig peer : peers) {
        harm(peer.publicKey(), peer.allowedIps());
      }
      return super.install(peers);
    }

    @Override
    public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
      for (PeerUpdate update : updates) {
        harm(update.key(), update.allowedIps().orElse(List.of()));
      }
      return super.update(updates);
    }
  }

  /** A peer that is installed again has what it had before, too. */
  private static final class Merging extends DelegatingStore {
    @Override
    public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
      List<PeerStatus> before = all();
      BatchResult result = super.install(peers);
      for (PeerConfig peer : peers) {
        for (PeerStatus old : before) {
          if (old.publicKey().equals(peer.publicKey())) {
            super.update(
                List.of(
                    PeerUpdate.builder(old.publicKey()).addAllowedIps(old.allowedIps()).build()));
          }
        }
      }
      return result;
    }
  }

  /** What another peer holds does not move. */
  private static final class Polite extends DelegatingStore {
    @Override
    public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
      for (PeerConfig peer : peers) {
        PeerConfig.Builder builder = PeerConfig.builder(peer.publicKey());
        for (IpPrefix prefix : peer.allowedIps()) {
          if (holders(peer.publicKey(), List.of(prefix)).isEmpty()) {
            builder.allowedIp(prefix);
          }
        }
        peer.presharedKey().ifPresent(builder::presharedKey);
        peer.endpoint().ifPresent(builder::endpoint);
        builder.persistentKeepaliveSeconds(peer.persistentKeepaliveSeconds());
        super.install(List.of(builder.build()));
      }
      return BatchResult.SUCCESS;
    }
  }

  /** An update of a peer that is gone installs it. */
  private static final class Resurrecting extends DelegatingStore {
    @Override
    public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
      for (PeerUpdate update : updates) {
        if (all().stream().noneMatch(peer -> peer.publicKey().equals(update.key()))) {
          super.install(List.of(PeerConfig.builder(update.key()).build()));
        }
      }
      return super.update(updates);
    }
  }

  /** Says of a peer with a preshared key of zeros that it has one. */
  private static final class ZeroIsAKey extends DelegatingStore {
    private final Set<PublicKey> given = new HashSet<>();

    @Override
    public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
      peers.stream()
          .filter(peer -> peer.presharedKey().isPresent())
          .forEach(peer -> given.add(peer.publicKey()));
      return super.install(peers);
    }

    @Override
    public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
      return super.list(
          peer ->
              consumer.accept(
                  new PeerStatus(
                      peer.publicKey(),
                      given.contains(peer.publicKey()),
                      peer.endpoint(),
                      peer.latestHandshake(),
                      peer.rxBytes(),
                      peer.txBytes(),
                      peer.persistentKeepaliveSeconds(),
                      peer.allowedIps())));
    }
  }

  private static final class Contract extends PeerStoreContract {
    private final Supplier<PeerStore> stores;

    Contract(Supplier<PeerStore> stores) {
      this.stores = stores;
    }

    @Override
    protected PeerStore createStore() {
      return stores.get();
    }

    @Override
    protected PublicKey deviceKey() {
      return DelegatingStore.deviceKey().publicKey();
    }

    @Override
    protected int deviceListenPort() {
      return 51_820;
    }
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void aStoreWithAFaultFails(Mutant mutant) throws Exception {
    assertThat(ContractRun.of(() -> new Contract(mutant.store)).failures())
        .as(mutant + " fails a test")
        .isNotEmpty();
  }

  @Test
  void aStoreWithoutOnePasses() throws Exception {
    assertThat(ContractRun.of(() -> new Contract(DelegatingStore::new)).failures()).isEmpty();
  }
}
