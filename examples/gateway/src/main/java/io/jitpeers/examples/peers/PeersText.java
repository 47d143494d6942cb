package io.jitpeers.examples.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerStatus;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Prints a listing for people in the format of wg(8): first the interface, then its peers. The peer
 * with the most recent handshake comes first, and peers without a handshake come last. All peers
 * are held in memory for sorting.
 */
final class PeersText {
  private static final Comparator<PeerStatus> LATEST_HANDSHAKE_FIRST =
      Comparator.comparing(
          peer -> Optional.ofNullable(peer.latestHandshake()).orElse(Instant.MIN),
          Comparator.reverseOrder());

  private PeersText() {}

  /** Prints the listing and returns whether it is complete. */
  static boolean print(PeerStore store, PrintStream out, TimeSource time) throws StoreException {
    Device device = store.device();
    List<PeerStatus> peers = new ArrayList<>();
    ListingResult result = store.list(peers::add);
    peers.sort(LATEST_HANDSHAKE_FIRST);
    // Without a buffer, standard output would make a system call for each line.
    PrintStream lines = new PrintStream(new BufferedOutputStream(out), false, UTF_8);
    printInterface(device, lines);
    Instant now = time.wallTime();
    for (PeerStatus peer : peers) {
      printPeer(peer, lines, now);
    }
    lines.flush();
    return result.complete();
  }

  private static void printInterface(Device device, PrintStream out) {
    out.println("interface: " + device.name());
    out.println("  public key: " + device.publicKey().toBase64());
    out.println("  private key: (hidden)");
    if (device.listenPort() != 0) {
      out.println("  listening port: " + device.listenPort());
    }
  }

  private static void printPeer(PeerStatus peer, PrintStream out, Instant now) {
    out.println();
    out.println("peer: " + peer.publicKey().toBase64());
    if (peer.presharedKeyPresent()) {
      out.println("  preshared key: (hidden)");
    }
    InetSocketAddress endpoint = peer.endpoint();
    if (endpoint != null) {
      out.println("  endpoint: " + Endpoints.text(endpoint));
    }
    out.println("  allowed ips: " + allowedIps(peer));
    Instant handshake = peer.latestHandshake();
    if (handshake != null) {
      out.println("  latest handshake: " + Notation.ago(handshake, now));
    }
    if (peer.rxBytes() != 0 || peer.txBytes() != 0) {
      out.println(
          "  transfer: "
              + Notation.bytes(peer.rxBytes())
              + " received, "
              + Notation.bytes(peer.txBytes())
              + " sent");
    }
    if (peer.persistentKeepaliveSeconds() != 0) {
      out.println(
          "  persistent keepalive: every " + Notation.time(peer.persistentKeepaliveSeconds()));
    }
  }

  private static String allowedIps(PeerStatus peer) {
    return peer.allowedIps().isEmpty()
        ? "(none)"
        : peer.allowedIps().stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
