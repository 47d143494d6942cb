package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeerTrackersTest {
  private static final InetSocketAddress FROM = new InetSocketAddress("192.0.2.7", 7);
  private static final Tai64n TIMESTAMP = Tai64n.of(5, 6);
  private static final IpPrefix[] HELD = {ip(1)};

  private final Diary journal = new Diary();
  private final Diary records = new Diary();

  /** Writes down each call with its arguments. */
  private static final class Diary implements PeerTracker {
    private final List<List<Object>> calls = new ArrayList<>();

    @Override
    public void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
      calls.add(List.of("listed", key, List.of(held), status));
    }

    @Override
    public void initiated(PublicKey key, Tai64n timestamp) {
      calls.add(List.of("initiated", key, timestamp));
    }

    @Override
    public void provisioned(
        PeerConfig config, @Nullable InetSocketAddress from, @Nullable Tai64n timestamp) {
      calls.add(List.of("provisioned", config, from, timestamp));
    }

    @Override
    public void woken(PeerConfig config) {
      calls.add(List.of("woken", config));
    }

    @Override
    public void changed(PeerConfig config) {
      calls.add(List.of("changed", config));
    }

    @Override
    public void forget(PublicKey key) {
      calls.add(List.of("forget", key));
    }
  }

  @Test
  void eachHearsOfEachCall() {
    PeerTrackers both = PeerTrackers.of(journal, null, records);
    both.listed(key(1), HELD, status(1, 5, 6, 7));
    both.initiated(key(2), TIMESTAMP);
    both.provisioned(config(3), FROM, TIMESTAMP);
    both.woken(config(4));
    both.changed(config(5));
    both.forget(key(6));
    assertThat(journal.calls)
        .containsExactly(
            List.of("listed", key(1), List.of(HELD), status(1, 5, 6, 7)),
            List.of("initiated", key(2), TIMESTAMP),
            List.of("provisioned", config(3), FROM, TIMESTAMP),
            List.of("woken", config(4)),
            List.of("changed", config(5)),
            List.of("forget", key(6)));
    assertThat(records.calls).isEqualTo(journal.calls);
  }

  @Test
  void allHearOfListedPeers() {
    ListedPeers both = PeerTrackers.of(journal, records).listedPeers();
    both.listed(key(1), HELD, status(1, 5, 6, 7));
    assertThat(journal.calls).hasSize(1);
    assertThat(records.calls).isEqualTo(journal.calls);

    PeerTrackers.of(null, records).listedPeers().listed(key(2), HELD, status(2, 5, 6, 7));
    assertThat(journal.calls).hasSize(1);
    assertThat(records.calls).hasSize(2);
  }

  /** Without a receiver, a listing need not unpack the allowed IPs of its peers. */
  @Test
  void withoutTrackersNobodyHearsOfListedPeers() {
    assertThat(PeerTrackers.of().listedPeers()).isNull();
    assertThat(PeerTrackers.of((PeerTracker) null).listedPeers()).isNull();
  }
}
