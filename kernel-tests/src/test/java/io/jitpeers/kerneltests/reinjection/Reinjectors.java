package io.jitpeers.kerneltests.reinjection;

import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.pcap.internal.reinjection.RawSocketReinjector;
import java.io.IOException;

/** Opens reinjectors in namespaces, for initiations from remote addresses. */
final class Reinjectors {
  private Reinjectors() {}

  static RawSocketReinjector in(NetNamespace namespace) throws IOException {
    return in(namespace.path().toString());
  }

  static RawSocketReinjector in(String nameOrPath) throws IOException {
    return RawSocketReinjector.open(
        NetworkNamespace.of(nameOrPath, Capability.CAP_NET_RAW),
        /* localSources= */ false,
        /* forwarded= */ null);
  }

  /** Opens a reinjector in the calling thread's namespace. */
  static RawSocketReinjector here() throws IOException {
    return RawSocketReinjector.open(null, /* localSources= */ false, /* forwarded= */ null);
  }
}
