package files;

import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.testkit.contract.FixedPeerConfigSourceContract;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FileConfigSourceTest extends FixedPeerConfigSourceContract {
  private final PublicKey alice = PrivateKey.generate(new SecureRandom()).publicKey();
  private final PublicKey mallory = PrivateKey.generate(new SecureRandom()).publicKey();

  @TempDir Path folder;
  private PeerConfigSource source;

  @BeforeEach
  void write() throws Exception {
    Path file = folder.resolve("peers");
    Files.writeString(file, alice.toBase64() + "\t10.0.0.2/32 2001:db8::2/128\n");
    source = new FileConfigSource(file, Duration.ofMinutes(1));
  }

  @Override
  protected PeerConfigSource source() {
    return source;
  }

  @Override
  protected PeerConfig knownPeer() {
    return PeerConfig.builder(alice)
        .allowedIp(IpPrefix.parse("10.0.0.2/32"))
        .allowedIp(IpPrefix.parse("2001:db8::2/128"))
        .build();
  }

  @Override
  protected PublicKey unknownKey() {
    return mallory;
  }
}
