package io.jitpeers.netlink;

import io.jitpeers.netlink.testkit.FakeNetlinkKernel;

/** Creates stores on a scripted kernel, for tests of gateways on their class path. */
public final class NetlinkTestKit {
  private NetlinkTestKit() {}

  /**
   * Creates a store on an interface of a scripted kernel.
   *
   * @param kernel the kernel
   * @param interfaceName the interface, which need not exist yet
   * @return a new store, which the caller closes
   */
  public static NetlinkPeerStore store(FakeNetlinkKernel kernel, String interfaceName) {
    return NetlinkPeerStore.builder()
        .interfaceName(interfaceName)
        .sockets(kernel.sockets())
        .build();
  }
}
