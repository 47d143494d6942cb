package io.jitpeers.kerneltests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import org.junit.jupiter.api.Test;

/** The example of docs/kernel-tests.md. */
class SomethingKernelIT {
  @Test
  void peerIsListed() {
    try (NetNamespace namespace = NetNamespace.create("some")) {
      WireGuardInterface wg =
          WireGuardInterface.create(namespace, "wg0").configure(TestKeys.privateKey(1), 51820).up();
      wg.set("peer", TestKeys.publicKey(2).toBase64());
      assertThat(wg.dump().find(TestKeys.publicKey(2))).isPresent();
    }
  }
}
