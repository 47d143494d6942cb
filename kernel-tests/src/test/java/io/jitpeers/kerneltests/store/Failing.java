package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks stores whose interface does not exist or has a wrong state. */
final class Failing {
  private Failing() {}

  /** Checks that every operation of a store fails in the same way. */
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
