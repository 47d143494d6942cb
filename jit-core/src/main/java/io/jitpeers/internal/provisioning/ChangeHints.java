package io.jitpeers.internal.provisioning;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.wireguard.PublicKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the control plane's hints. Thread-safe. */
public final class ChangeHints implements ChangeListener {
  private static final Logger log = LoggerFactory.getLogger(ChangeHints.class);

  private final Provisioning provisioning;

  public ChangeHints(Provisioning provisioning) {
    this.provisioning = provisioning;
  }

  @Override
  public void changed(PublicKey key) {
    provisioning.hinted(key);
  }

  @Override
  public void missed() {
    log.info("hints of changed peers may have been lost: every resident peer is asked about again");
    provisioning.hintsMissed();
  }
}
