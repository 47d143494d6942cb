package io.jitpeers.http.internal;

import io.jitpeers.wireguard.PublicKey;

/**
 * Receives change hints: the control plane's notifications that a peer has changed. Each hint comes
 * with its position in the stream of changes. A position is text that can be sent as {@code
 * Last-Event-ID}. It is empty if no event of the stream caused the call, or if that event had no
 * position of its own.
 */
interface HintListener {
  /** Called when a peer was added, changed or removed. */
  void changed(PublicKey key, String position);

  /** Called when hints may have been missed. */
  void missed(String position);
}
