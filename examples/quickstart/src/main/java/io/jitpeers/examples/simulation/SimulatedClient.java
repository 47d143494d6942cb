package io.jitpeers.examples.simulation;

import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.testkit.wireguard.FakeHandshake;
import io.jitpeers.testkit.wireguard.FakeSession;
import io.jitpeers.testkit.wireguard.HandshakeException;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WireGuard client that only performs handshakes: it sends initiations over UDP until it can
 * decrypt a response, and confirms the session. Its methods block, and must be called on one thread
 * at a time.
 */
public final class SimulatedClient {
  private static final Logger log = LoggerFactory.getLogger(SimulatedClient.class);

  /**
   * The length of the buffer for received datagrams. Every handshake message is shorter. A datagram
   * that is cut to this length is therefore not mistaken for a handshake message.
   */
  private static final int BUFFER_BYTES = 256;

  private final PrivateKey key;
  private final @Nullable PresharedKey presharedKey;
  private final InetAddress address;
  private final TimeSource time;
  private final SecureRandom random;

  /**
   * Creates a client.
   *
   * @param key the client's static key
   * @param presharedKey shared with the gateway, or null for none
   * @param address the local address to send from
   * @param time the clock whose wall-clock time is used for timestamps
   * @param random the source of ephemeral keys
   */
  public SimulatedClient(
      PrivateKey key,
      @Nullable PresharedKey presharedKey,
      InetAddress address,
      TimeSource time,
      SecureRandom random) {
    this.key = key;
    this.presharedKey = presharedKey;
    this.address = address;
    this.time = time;
    this.random = random;
  }

  /** A gateway from a client's view: its address and its static public key. */
  public record Gateway(InetSocketAddress address, PublicKey key) {}

  /**
   * Returns the client's identity.
   *
   * @return its static public key
   */
  public PublicKey publicKey() {
    return key.publicKey();
  }

  /**
   * Returns the address that the client sends from.
   *
   * @return a local address
   */
  public InetAddress address() {
    return address;
  }

  /**
   * Creates an initiation with the current time. The client keeps no state of the handshake, so it
   * cannot decrypt a response.
   *
   * @param gateway the gateway's static public key
   * @return the UDP payload
   */
  public byte[] initiation(PublicKey gateway) {
    return begin(gateway).initiation();
  }

  private FakeHandshake begin(PublicKey gateway) {
    return FakeClient.of(key, gateway, random)
        .withPresharedKey(presharedKey)
        .begin(Tai64n.of(time.wallTime()));
  }

  /**
   * Connects: sends an initiation, waits for the response, decrypts it, and confirms the session
   * with a keepalive. Without a response it retries with a new initiation, as a real client does
   * after 5 s.
   *
   * @param gateway the gateway to connect to
   * @param attempts the maximum number of initiations
   * @param patience how long to wait for each response
   * @return the number of initiations that were sent, or 0 if no response could be decrypted
   * @throws IOException if the socket cannot be used
   */
  public int connect(Gateway gateway, int attempts, Duration patience) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      socket.connect(gateway.address());
      for (int attempt = 1; attempt <= attempts; attempt++) {
        FakeHandshake handshake = begin(gateway.key());
        send(socket, handshake.initiation());
        FakeSession session = awaitSession(socket, handshake, patience);
        if (session != null) {
          send(socket, session.writeKeepalive());
          return attempt;
        }
      }
      return 0;
    }
  }

  private static void send(DatagramSocket socket, byte[] message) throws IOException {
    socket.send(new DatagramPacket(message, message.length));
  }

  private @Nullable FakeSession awaitSession(
      DatagramSocket socket, FakeHandshake handshake, Duration patience) throws IOException {
    socket.setSoTimeout((int) patience.toMillis());
    DatagramPacket packet = new DatagramPacket(new byte[BUFFER_BYTES], BUFFER_BYTES);
    try {
      socket.receive(packet);
      byte[] message = new byte[packet.getLength()];
      System.arraycopy(packet.getData(), 0, message, 0, message.length);
      return handshake.readResponse(message);
    } catch (SocketTimeoutException e) {
      log.debug("no response to {} within {}", publicKey(), patience, e);
    } catch (HandshakeException e) {
      log.debug("{} got a message that is not a valid response", publicKey(), e);
    }
    return null;
  }
}
