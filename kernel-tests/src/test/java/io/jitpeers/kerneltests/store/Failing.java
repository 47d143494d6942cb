package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Stores whose interface is not there, or is not what it should be. */
final class Failing {
  private Failing() {}

  /** All that a store does fails in the same way. */
  static void assertFails(NetlinkPeerStore store, String errno, String... texts) {
    List<ThrowingCallable> calls =
        List.of(
            store::device,
            () -> store.list(peer -> {}),
            () -> store.install(Peers.plain(1)),
            () -> store.remove(Peers.keys(Peers.plain(1))));
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo(errno))
          .hasMessageContainingAll(texts);
    }
  }
}
