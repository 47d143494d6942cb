package io.jitpeers.netlink;

/** Where the files of network namespaces are. */
final class NetworkNamespaces {
  /** Where {@code ip netns} keeps names (ip-netns(8)). */
  private static final String NAMED = "/run/netns/";

  private NetworkNamespaces() {}

  /** The file of a namespace that is given by name or by path. */
  static String path(String nameOrPath) {
    if (nameOrPath.isBlank()) {
      throw new IllegalArgumentException("a network namespace must be a name or a path, not blank");
    }
    return nameOrPath.indexOf('/') < 0 ? NAMED + nameOrPath : nameOrPath;
  }
}
