package io.jitpeers.internal.provisioning;

import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.wireguard.PublicKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the control plane's hints that peers may have changed. For each hint, the cached answer
 * for the key is dropped. If the peer is resident (on the device), the control plane is asked about
 * the peer again. Thread-safe.
 */
final class ChangeHints implements ChangeListener {
  private static final Logger log = LoggerFactory.getLogger(ChangeHints.class);

  private final PendingPeers pendingPeers;
  private final Revalidation revalidation;

  ChangeHints(PendingPeers pendingPeers, Revalidation revalidation) {
    this.pendingPeers = pendingPeers;
    this.revalidation = revalidation;
  }

  @Override
  public void changed(PublicKey key) {
    pendingPeers.hinted(key);
    revalidation.hint(key);
  }

  @Override
  public void missed() {
    log.info("hints of changed peers may have been lost; asking about every resident peer again");
    pendingPeers.hintsMissed();
    revalidation.hintAll();
  }
}
