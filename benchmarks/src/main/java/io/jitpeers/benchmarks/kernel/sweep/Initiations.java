package io.jitpeers.benchmarks.kernel.sweep;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * A client that only sends first packets. Clients whose numbers differ by less than 65,536 have
 * different addresses.
 *
 * @param initiator creates the packets
 * @param number determines the client's key and addresses
 */
record Initiations(FakeClient initiator, int number) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int PORT = 40_000;
  private static final int BYTE = 256;

  /**
   * A first packet.
   *
   * @param client the client that sends it
   * @param payload the datagram's payload
   * @param from the datagram's source address
   */
  record FirstPacket(PublicKey client, ByteBuffer payload, InetSocketAddress from) {}

  /** Creates the client with a number, 0 to 16,777,215. */
  static Initiations of(int number, PublicKey gateway) {
    return new Initiations(FakeClient.of(TestKeys.privateKey(number), gateway, RANDOM), number);
  }

  /** Returns a packet with a newer timestamp than all previous packets. */
  FirstPacket next() {
    String address = "198.18." + number / BYTE % BYTE + "." + number % BYTE;
    return new FirstPacket(
        initiator.publicKey(),
        ByteBuffer.wrap(initiator.initiation(Tai64n.of(Instant.now()), number)),
        new InetSocketAddress(address, PORT));
  }
}
