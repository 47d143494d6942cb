package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.X25519Implementations;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Initiations of clients that a gateway does not know, one for each client.
 *
 * @param gateway the gateway's key
 * @param initiations the datagrams
 * @param configs the config of each client's peer
 */
record Traffic(PrivateKey gateway, List<byte[]> initiations, Map<PublicKey, PeerConfig> configs) {

  /** Returns initiations of the given number of clients. Each client has a real key. */
  static Traffic of(int clients) {
    SecureRandom random = new SecureRandom();
    PrivateKey gateway = PrivateKey.generate(random);
    List<byte[]> initiations = new ArrayList<>();
    Map<PublicKey, PeerConfig> configs = new HashMap<>();
    Tai64n now = Tai64n.of(Instant.now());
    for (int i = 0; i < clients; i++) {
      PrivateKey client = PrivateKey.generate(random);
      FakeClient initiator = FakeClient.of(client, gateway.publicKey(), random);
      initiations.add(initiator.initiation(now, i));
      configs.put(client.publicKey(), SyntheticPeers.config(client.publicKey(), i + 2));
    }
    return new Traffic(gateway, initiations, configs);
  }

  /**
   * Opens each initiation once and discards the result. The threads share the initiations evenly.
   *
   * @param threads the number of threads
   * @param x25519 the implementation of X25519, by its name in settings
   * @return how many initiations all threads together opened per second
   */
  double openedPerSecond(int threads, String x25519) {
    ResponderKey key = ResponderKey.of(gateway, 0);
    key.use(X25519Implementations.named(x25519));
    long start = System.nanoTime();
    List<CompletableFuture<Void>> work = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      CompletableFuture<Void> done = new CompletableFuture<>();
      work.add(done);
      new Thread(() -> openEach(key, first, threads, done)).start();
    }
    work.forEach(CompletableFuture::join);
    return initiations.size() * 1e9 / (System.nanoTime() - start);
  }

  private void openEach(ResponderKey key, int first, int step, CompletableFuture<Void> done) {
    try {
      for (int i = first; i < initiations.size(); i += step) {
        if (!(key.open(ByteBuffer.wrap(initiations.get(i))) instanceof InitiationResult.Opened)) {
          throw new IllegalStateException("an initiation was refused");
        }
      }
      done.complete(null);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }
}
