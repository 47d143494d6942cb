package io.jitpeers.wireguard;

import io.jitpeers.testkit.contract.KeyAgreement25519Contract;

class BouncyCastle25519Test extends KeyAgreement25519Contract {
  @Override
  protected KeyAgreement25519 implementation() {
    return KeyAgreement25519.bouncyCastle();
  }
}
