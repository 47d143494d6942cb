package io.jitpeers.netlink;

import static io.jitpeers.netlink.StoreFixture.peers;
import static io.jitpeers.netlink.StoreFixture.privateKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One gateway at a time provisions into an interface. */
class NetlinkPeerStoreClaimTest {
  private final StoreFixture fixture = new StoreFixture();
  private final NetlinkPeerStore store = fixture.store;
  private final NetlinkPeerStore other = fixture.store("wg0");

  @AfterEach
  void close() {
    other.close();
    fixture.close();
    assertThat(fixture.kernel.openSockets()).isZero();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("EADDRINUSE"))
        .hasMessageContainingAll(
            "claiming the WireGuard device wg0",
            "another JIT Peers gateway provisions into it",
            "give this one an interface of its own");
  }

  @Test
  void aSecondGatewayIsRefusedUntilTheFirstIsClosed() throws Exception {
    store.claim();
    assertRefused(other::claim);
    store.close();

    assertThatCode(other::claim).doesNotThrowAnyException();
  }

  @Test
  void claimingAgainIsNoConflictWithOneself() throws Exception {
    store.claim();
    store.claim();
    store.device();
    assertThat(store.install(peers(0, 2)).failures()).isEmpty();
    assertRefused(other::claim);
  }

  @Test
  void whoeverDoesNotClaimIsNotRefused() throws Exception {
    store.claim();

    assertThat(other.device().name()).isEqualTo("wg0");
    assertThat(other.list(peer -> {}).complete()).isTrue();
  }

  @Test
  void eachInterfaceIsClaimedByItself() throws Exception {
    fixture.kernel.addDevice("wg1", privateKey(2), 51821);
    store.claim();
    try (NetlinkPeerStore second = fixture.store("wg1")) {
      assertThatCode(second::claim).doesNotThrowAnyException();
    }
  }

  @Test
  void anInterfaceWithoutAKeyCanBeClaimed() {
    fixture.kernel.addDevice("wg1", null, 51821);
    try (NetlinkPeerStore second = fixture.store("wg1")) {
      assertThatCode(second::claim).doesNotThrowAnyException();
    }
  }

  @Test
  void withoutAnInterfaceThereIsNothingToClaim() {
    fixture.kernel.deleteLink("wg0");
    assertThatThrownBy(store::claim).hasMessageContaining("ENODEV");
  }

  @Test
  void theClaimFollowsAnInterfaceThatIsMadeAnew() throws Exception {
    store.claim();
    store.device();
    fixture.kernel.deleteLink("wg0");
    fixture.kernel.addDevice("wg0", privateKey(1), 51820);

    store.device();

    assertRefused(other::claim);
  }

  @Test
  void aChangeClaimsAnInterfaceThatWasMadeAnewBeforeItTouchesIt() throws Exception {
    store.claim();
    store.device();
    fixture.kernel.deleteLink("wg0");
    fixture.kernel.addDevice("wg0", privateKey(1), 51820);

    assertThat(store.install(peers(0, 3)).failures()).isEmpty();

    assertRefused(other::claim);
  }

  @Test
  void whoeverLosesTheInterfaceToAnotherChangesNothingMore() throws Exception {
    store.claim();
    store.device();
    fixture.kernel.deleteLink("wg0");
    fixture.kernel.addDevice("wg0", privateKey(1), 51820);
    other.claim();
    fixture.kernel.clearSetRequests();

    assertRefused(store::device);
    assertRefused(() -> store.install(peers(0, 3)));
    assertRefused(() -> store.remove(StoreFixture.keys(0, 3)));
    assertThat(fixture.kernel.setRequests()).isEmpty();

    other.close();
    assertThat(store.device().name()).isEqualTo("wg0");
    assertThat(store.install(peers(0, 3)).failures()).isEmpty();
  }

  @Test
  void aRenamedInterfaceStaysClaimed() throws Exception {
    store.claim();
    store.device();
    fixture.kernel.renameLink("wg0", "wg7");
    store.device();

    try (NetlinkPeerStore second = fixture.store("wg7")) {
      assertThatThrownBy(second::claim).hasMessageContaining("claiming the WireGuard device wg7");
    }
  }
}
