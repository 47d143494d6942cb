package io.jitpeers.crypto;

import io.jitpeers.settings.Settings;
import io.jitpeers.testkit.contract.KeyAgreement25519Contract;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.Map;

@RequiresNativeCrypto
class LibCryptoProviderTest extends KeyAgreement25519Contract {
  @Override
  protected KeyAgreement25519 implementation() {
    return new LibCryptoProvider().create(Settings.of(Map.of()));
  }
}
