package io.jitpeers.benchmarks;

import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.KeyAgreement25519;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Opens an initiation of a known key, which takes one X25519 operation, and an initiation of a new
 * key, which takes two operations. Also measures a single X25519 operation. A key is known if an
 * earlier initiation proved possession of its private key.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpenInitiationBenchmark {
  /** The implementation of X25519, by its name in settings. */
  @Param(X25519Implementations.BOUNCY_CASTLE)
  public String x25519 = X25519Implementations.BOUNCY_CASTLE;

  private ByteBuffer datagram;
  private ResponderKey remembers;
  private ResponderKey forgets;
  private KeyAgreement25519.Key key;
  private byte[] point;
  private final byte[] secret = new byte[PrivateKey.LENGTH];

  /**
   * Creates a gateway that remembers all keys, a gateway that remembers no keys, and an initiation
   * of a client.
   */
  @Setup
  public void makeInitiation() {
    SecureRandom random = new SecureRandom();
    PrivateKey gateway = PrivateKey.generate(random);
    PrivateKey client = PrivateKey.generate(random);
    KeyAgreement25519 implementation = X25519Implementations.named(x25519);
    remembers = ResponderKey.of(gateway);
    remembers.use(implementation);
    forgets = ResponderKey.of(gateway, 0);
    forgets.use(implementation);
    FakeClient initiator = FakeClient.of(client, gateway.publicKey(), random);
    datagram = ByteBuffer.wrap(initiator.initiation(Tai64n.of(Instant.now()), 1));
    key = implementation.key(gateway.toBytes());
    point = client.publicKey().toBytes();
  }

  /**
   * Opens an initiation of a known key.
   *
   * @return the result, with the sender's key
   */
  @Benchmark
  public InitiationResult knownKey() {
    return remembers.open(datagram);
  }

  /**
   * Opens an initiation of a new key.
   *
   * @return the result, with the sender's key
   */
  @Benchmark
  public InitiationResult newKey() {
    return forgets.open(datagram);
  }

  /**
   * Performs one X25519 operation.
   *
   * @return whether the point was valid
   */
  @Benchmark
  public boolean bareX25519() {
    return key.agree(point, 0, secret);
  }
}
