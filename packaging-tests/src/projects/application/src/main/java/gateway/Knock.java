package gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that connects for the first time. */
public final class Knock {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40_000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 51_820);

  private Knock() {}

  /**
   * Offers the client's initiation to a gateway, and waits until the gateway passes the initiation
   * on to the data plane.
   *
   * @return the peer's state, and how many bytes were passed on
   */
  public static String at(JitOrchestrator gateway, DirectPacketSource packets) throws Exception {
    SecureRandom random = new SecureRandom();
    PublicKey gatewayKey = gateway.device().orElseThrow().publicKey();
    FakeClient client = FakeClient.of(PrivateKey.generate(random), gatewayKey, random);
    byte[] initiation = client.begin(Tai64n.of(Instant.now())).initiation();
    CompletableFuture<ByteBuffer> passed = new CompletableFuture<>();
    packets.offer(ByteBuffer.wrap(initiation), CLIENT, GATEWAY, passed::complete);
    int bytes = passed.get(2, TimeUnit.MINUTES).remaining();
    return gateway.find(client.publicKey()).orElseThrow().state()
        + " peer installed, initiation of "
        + bytes
        + " bytes passed on";
  }
}
