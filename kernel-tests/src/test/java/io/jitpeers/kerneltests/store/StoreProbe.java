package io.jitpeers.kerneltests.store;

import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.StoreException;

/** A program that uses a store, to be run as another user. */
final class StoreProbe {
  private StoreProbe() {}

  /**
   * Reads the device, and installs, lists and removes a peer. Each step prints a line; a failed
   * step prints its errno and message.
   *
   * @param args the interface's name, and its network namespace if it is not this process's own
   */
  public static void main(String[] args) {
    NetlinkPeerStore.Builder builder = NetlinkPeerStore.builder().interfaceName(args[0]);
    if (args.length > 1) {
      builder.networkNamespace(args[1]);
    }
    try (NetlinkPeerStore store = builder.build()) {
      say("device", () -> store.device().publicKey().toBase64());
      say("install", () -> "failures " + store.install(Peers.plain(1)).failures().size());
      say("list", () -> "peers " + store.list(peer -> {}).peers());
      say("remove", () -> "failures " + store.remove(Peers.keys(Peers.plain(1))).failures().size());
      store.watchDevice(() -> {});
      System.out.println("watch " + isWatching());
    }
  }

  private interface Action {
    String run() throws StoreException;
  }

  private static void say(String name, Action action) {
    String result;
    try {
      result = action.run();
    } catch (NetlinkException e) {
      result = e.errnoName() + " " + e.getMessage();
    } catch (StoreException e) {
      result = e.toString();
    }
    System.out.println(name + " " + result);
  }

  private static boolean isWatching() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("jit-netlink-links"));
  }
}
