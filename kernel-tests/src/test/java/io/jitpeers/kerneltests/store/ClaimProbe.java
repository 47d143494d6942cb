package io.jitpeers.kerneltests.store;

import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import java.time.Duration;

/** A program that claims an interface and holds the claim. */
final class ClaimProbe {
  /** The longest running time, so that no process outlives its test for longer. */
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private ClaimProbe() {}

  /**
   * Claims the interface, prints {@code claimed} and keeps running; or prints the errno and the
   * message.
   *
   * @param args the interface's name
   */
  public static void main(String[] args) throws InterruptedException {
    try (NetlinkPeerStore store = NetlinkPeerStore.builder().interfaceName(args[0]).build()) {
      store.claim();
      System.out.println("claimed");
      Thread.sleep(AT_MOST.toMillis());
    } catch (NetlinkException e) {
      System.out.println(e.errnoName() + " " + e.getMessage());
    }
  }
}
