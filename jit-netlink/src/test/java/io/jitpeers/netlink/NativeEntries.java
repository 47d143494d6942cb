package io.jitpeers.netlink;

/** Another process, in which JNA cannot be used: it tries every entry of jit-netlink, twice. */
public final class NativeEntries {
  private NativeEntries() {}

  private interface Entry {
    void open() throws Exception;
  }

  /** Prints the message of the exception that each entry throws. */
  public static void main(String[] arguments) {
    for (int i = 0; i < 2; i++) {
      try (NetlinkPeerStore store = NetlinkPeerStore.builder().interfaceName("wg0").build()) {
        attempt(store::device);
        attempt(store::claim);
        attempt(() -> store.list(peer -> {}));
      }
      try (NfqueuePacketSource source = NfqueuePacketSource.builder().queue(7).build()) {
        attempt(() -> source.start(packet -> {}));
      }
    }
  }

  @SuppressWarnings("SystemOut")
  private static void attempt(Entry entry) {
    try {
      entry.open();
      System.out.println("opened");
    } catch (Exception e) {
      System.out.println(e.getMessage());
    } catch (Error e) {
      System.out.println("RAW " + e);
    }
  }
}
